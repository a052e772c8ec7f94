package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** How many connections this machine lets a process have. */
final class OpenFiles {
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern HARD = Pattern.compile("(?m)^Max open files +\\S+ +(\\S+)");
  private static final int OTHERS = 1_000;

  private OpenFiles() {}

  /** A JVM takes all the files that the hard limit lets it have; without Linux it isn't known. */
  static boolean mayBe(int count) {
    String hard = hardLimit();
    return hard.equals("unlimited") || (!hard.isEmpty() && Integer.parseInt(hard) > count + OTHERS);
  }

  private static String hardLimit() {
    try {
      return Files.exists(LIMITS)
          ? HARD.matcher(Files.readString(LIMITS)).results().findFirst().orElseThrow().group(1)
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
