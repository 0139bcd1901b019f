package reprise.recorder;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;

/** Files written one after the other: one that cannot be written keeps none of the others from it. Used by one thread. */
public final class WholeFiles {
    /** One file or several of them, each by {@link WholeFile}. */
    @FunctionalInterface
    public interface Writing {
        void perform() throws IOException;
    }

    /** The files that could not be written, each with its reason. */
    public static final class Unwritten extends IOException {
        private final transient List<FileSystemException> files;

        private Unwritten(List<FileSystemException> files) {
            super(String.join("\n", files.stream().map(FileSystemException::getMessage).toList()), files.getFirst());
            this.files = List.copyOf(files);
        }
    }

    private final List<FileSystemException> unwritten = new ArrayList<>();

    /** Tries it. @throws IOException only of what is no file, as a mistake of ours would be */
    public WholeFiles add(Writing writing) throws IOException {
        try {
            writing.perform();
        } catch (Unwritten several) {
            unwritten.addAll(several.files);
        } catch (FileSystemException one) {
            unwritten.add(one);
        }
        return this;
    }

    public List<FileSystemException> unwritten() {
        return List.copyOf(unwritten);
    }

    public void orThrow() throws Unwritten {
        if (!unwritten.isEmpty()) throw new Unwritten(unwritten);
    }
}
