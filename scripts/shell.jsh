// A shell on the library: ./jbang shell
//SOURCES ../lib/Reprise.jsh
System.out.println("""
    Reprise. Imported: its rooms. There are clock, loop, notes, await(future),
    print(recording), print(recording, timing), print(histogram). /exit ends it.""");
