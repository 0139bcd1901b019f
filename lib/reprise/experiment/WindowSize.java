package reprise.experiment;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Asks the system for the size of a terminal's window, by {@code ioctl} with {@code TIOCGWINSZ}. That takes microseconds, so it can be
 * asked before each drawing; another program's answer, such as stty's, takes too long for that, and a drawing that is wider than a window
 * that has just been narrowed floods it. Linux and macOS.
 */
final class WindowSize {
    static final int STANDARD_OUTPUT = 1;
    static final int STANDARD_ERROR = 2;
    private static final long REQUEST = System.getProperty("os.name").startsWith("Mac") ? 0x40087468L : 0x5413L;
    private static final int BYTES = 8; // struct winsize: rows, columns, and two of pixels, 16 bits each
    private static final int COLUMNS_AT = 2;
    private static final Optional<MethodHandle> IOCTL = ioctl();

    private WindowSize() {}

    private static Optional<MethodHandle> ioctl() {
        var linker = Linker.nativeLinker();
        return linker.defaultLookup().find("ioctl").map(at -> linker.downcallHandle(at, FunctionDescriptor.of(ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS), Linker.Option.firstVariadicArg(2)));
    }

    /** The number of columns; empty if this open file is no terminal. */
    static Optional<Integer> columns(int openFile) {
        if (IOCTL.isEmpty()) return Optional.empty();
        try (var arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(BYTES);
            int failed = (int) IOCTL.get().invokeExact(openFile, REQUEST, size);
            return failed == 0 ? Optional.of(Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, COLUMNS_AT))) : Optional.empty();
        } catch (Throwable e) { // of invokeExact's signature; ioctl itself throws nothing
            throw new IllegalStateException("the terminal's size cannot be asked for: " + e, e);
        }
    }
}
