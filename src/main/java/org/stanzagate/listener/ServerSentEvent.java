package org.stanzagate.listener;

import org.jspecify.annotations.Nullable;

/**
 * One event of a stream (WHATWG HTML, section 9.2.5).
 *
 * @param id by which a client that comes back says how far it got; null leaves that as it was
 * @param name null for a {@code message}
 * @param data one line
 */
public record ServerSentEvent(@Nullable String id, @Nullable String name, String data) {
  public ServerSentEvent {
    if (data.indexOf('\n') >= 0 || data.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("the data of an event is one line");
    }
  }

  String text() {
    return (id == null ? "" : "id: " + id + "\n")
        + (name == null ? "" : "event: " + name + "\n")
        + ("data: " + data + "\n\n");
  }
}
