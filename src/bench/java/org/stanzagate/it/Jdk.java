package org.stanzagate.it;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** A Java that is installed here. */
record Jdk(Path home, int feature) {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  /** The one that runs this, and the newest if that is a newer one. */
  static List<Jdk> ownAndNewest() throws IOException {
    Jdk own = new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
    Stream<Jdk> newer = newest().filter(jdk -> jdk.feature > own.feature).stream();
    return Stream.concat(Stream.of(own), newer).toList();
  }

  private static Optional<Jdk> newest() throws IOException {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(INSTALLED)) {
      return homes
          .filter(home -> Files.isRegularFile(home.resolve("release")))
          .map(home -> new Jdk(home, feature(home.resolve("release"))))
          .filter(jdk -> Files.isExecutable(Path.of(jdk.java())))
          .max(Comparator.comparingInt(Jdk::feature));
    }
  }

  private static int feature(Path release) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = properties.getProperty("JAVA_VERSION").replace("\"", "");
    return Runtime.Version.parse(version).feature();
  }

  String java() {
    return home.resolve("bin").resolve("java").toString();
  }
}
