package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** The files of {@code src/test/resources/servers}. */
final class Resources {
  private Resources() {}

  static Path file(String name) {
    try {
      URL url = Objects.requireNonNull(Resources.class.getResource("/servers/" + name), name);
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /** Copies one to a place, with what stands between {@code @} signs filled in. */
  static void fillIn(String name, Map<String, ?> values, Path target) {
    try {
      String text = Files.readString(file(name));
      for (Map.Entry<String, ?> value : values.entrySet()) {
        text = text.replace("@" + value.getKey() + "@", value.getValue().toString());
      }
      Files.writeString(target, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
