package org.stanzagate.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What Linux says of a process, in {@code /proc/PID/status}, at one moment. */
record ProcessStatus(String text) {
  private static final double KIB_PER_MIB = 1024;

  static ProcessStatus of(long pid) throws IOException {
    return new ProcessStatus(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
  }

  double residentMib() {
    return number("VmRSS") / KIB_PER_MIB;
  }

  /** The most that was resident at once since its start. */
  double peakMib() {
    return number("VmHWM") / KIB_PER_MIB;
  }

  int threads() {
    return number("Threads");
  }

  private int number(String name) {
    return Pattern.compile("(?m)^" + name + ":\\s+(\\d+)")
        .matcher(text)
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElseThrow();
  }
}
