package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for a gateway's store, which outlives the gateway. */
record StoreFolder(Path path) implements AutoCloseable {
  static StoreFolder create() {
    try {
      return new StoreFolder(Files.createTempDirectory("stanzagate-store"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The database, made by the first gateway. */
  Path file() {
    return path.resolve("stanzagate.db");
  }

  String jdbcUrl() {
    return "jdbc:sqlite:" + file();
  }

  /** The part of the configuration. */
  String yaml() {
    return "store: { url: '%s' }\n".formatted(jdbcUrl());
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
