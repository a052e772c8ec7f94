package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Finds the start tags of messages and iqs in what comes over a stream, without parsing the rest: a
 * measuring program should cost little beside what it measures. It relies on traffic of its own
 * making, with no {@code >} in an attribute. For one thread.
 */
final class StartTags {
  private final ByteArrayOutputStream tag = new ByteArrayOutputStream(256);
  private final Consumer<String> found;
  private boolean isInTag;

  /**
   * @param found gets each start tag, {@code <} and {@code >} included
   */
  StartTags(Consumer<String> found) {
    this.found = found;
  }

  /** Takes the next bytes of the stream. */
  void read(byte[] bytes, int length) {
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '<') {
        isInTag = true;
        tag.reset();
        start = i;
      } else if (bytes[i] == '>' && isInTag) {
        isInTag = false;
        tag.write(bytes, start, i + 1 - start);
        end(tag.toString(UTF_8));
      }
    }
    if (isInTag) {
      tag.write(bytes, start, length - start);
    }
  }

  private void end(String whole) {
    if (whole.startsWith("<message ") || whole.startsWith("<iq ")) {
      found.accept(whole);
    }
  }

  /** The value of an attribute that is there. */
  static String attribute(String tag, String name) {
    int start = tag.indexOf(" " + name + "=") + name.length() + 2;
    return tag.substring(start + 1, tag.indexOf(tag.charAt(start), start + 1));
  }
}
