package org.stanzagate.client;

import java.nio.charset.StandardCharsets;

/** The body of a request or an answer: bytes that nobody changes. */
public final class Content {
  public static final Content NONE = new Content(new byte[0]);

  private final byte[] bytes;

  /** Takes the bytes as they are; they are not to be changed any more. */
  public Content(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Not a copy: to be read only. */
  public byte[] bytes() {
    return bytes;
  }

  public int size() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** As UTF-8; what is none of it becomes U+FFFD. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
