package reprise.recorder;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;

/** Writes files one after the other; a failure does not prevent the writing of the others. Used by one thread. */
public final class WholeFiles {
    /** Writes one file or several, each by {@link WholeFile}. */
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

    /** Tries to write. @throws IOException only for errors other than a file's, which are mistakes of ours */
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
