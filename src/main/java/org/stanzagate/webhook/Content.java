package org.stanzagate.webhook;

import java.nio.charset.StandardCharsets;

/** The body of a request or an answer: bytes that nobody changes. */
final class Content {
  static final Content NONE = new Content(new byte[0]);

  private final byte[] bytes;

  /** Takes the bytes as they are; they are not to be changed any more. */
  Content(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Not a copy: to be read only. */
  byte[] bytes() {
    return bytes;
  }

  int size() {
    return bytes.length;
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  /** As UTF-8; what is none of it becomes U+FFFD. */
  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
