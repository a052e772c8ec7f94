package org.stanzagate.checkin;

import java.util.List;

/** A body that is no check-in; the message says what to do about it. */
final class InvalidCheckin extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> fields;

  /**
   * @param fields that are missing or wrong; none where it can't be read that far
   */
  InvalidCheckin(String message, List<String> fields) {
    super(message);
    this.fields = List.copyOf(fields);
  }

  List<String> fields() {
    return fields;
  }
}
