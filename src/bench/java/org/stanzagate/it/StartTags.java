package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds the start tags of messages and iqs in what comes over a stream, without parsing the rest: a
 * measuring program should cost little beside what it measures. It relies on traffic of its own
 * making, with no {@code >} in an attribute. For one thread.
 */
final class StartTags {
  private static final List<String> STANZAS = List.of("<message ", "<iq ");

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
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '<') {
        isInTag = true;
        tag.reset();
      }
      if (isInTag) {
        tag.write(bytes[i]);
        if (bytes[i] == '>') {
          isInTag = false;
          end(tag.toString(UTF_8));
        }
      }
    }
  }

  private void end(String whole) {
    if (STANZAS.stream().anyMatch(whole::startsWith)) {
      found.accept(whole);
    }
  }

  /** The value of an attribute that is there. */
  static String attribute(String tag, String name) {
    int start = tag.indexOf(" " + name + "=") + name.length() + 2;
    return tag.substring(start + 1, tag.indexOf(tag.charAt(start), start + 1));
  }
}
