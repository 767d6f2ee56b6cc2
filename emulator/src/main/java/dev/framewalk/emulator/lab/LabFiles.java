package dev.framewalk.emulator.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the files of a lab lie. Names are relative to the lab, with slashes. */
sealed interface LabFiles {
  /** The most that a file of a lab may have. */
  int MAX_BYTES = 16 << 20;

  /**
   * The bytes of a file.
   *
   * @throws NoSuchFileException if there is none of this name
   */
  byte[] read(String name) throws IOException;

  /** The file as a message calls it. */
  String place(String name);

  /** The directory, if it is one of the disk. */
  Optional<Path> directory();

  /** Whether there is a file of this name. */
  boolean has(String name);

  /** A lab that comes with Framewalk. */
  record BuiltIn(String lab) implements LabFiles {
    private static final String ROOT = "/dev/framewalk/lab/";

    @Override
    public byte[] read(String name) throws IOException {
      try (@Nullable InputStream in = LabFiles.class.getResourceAsStream(resource(name))) {
        if (in == null) {
          throw new NoSuchFileException(place(name));
        }
        return in.readAllBytes();
      }
    }

    @Override
    public String place(String name) {
      return lab + "/" + name;
    }

    @Override
    public Optional<Path> directory() {
      return Optional.empty();
    }

    @Override
    public boolean has(String name) {
      return LabFiles.class.getResource(resource(name)) != null;
    }

    private String resource(String name) {
      return ROOT + lab + "/" + name;
    }
  }

  /** A lab of somebody's own. */
  record OnDisk(Path root) implements LabFiles {
    @Override
    public byte[] read(String name) throws IOException {
      final Path file = root.resolve(name);
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("more than " + MAX_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    }

    @Override
    public String place(String name) {
      return root.resolve(name).toString();
    }

    @Override
    public Optional<Path> directory() {
      return Optional.of(root);
    }

    @Override
    public boolean has(String name) {
      return Files.isRegularFile(root.resolve(name));
    }
  }
}
