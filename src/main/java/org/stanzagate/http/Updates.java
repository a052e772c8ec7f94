package org.stanzagate.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.stanzagate.codec.ErrorBody;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.ServerSentEvent;
import org.stanzagate.outbox.StoredStanza;

/** What was pulled, as JSON: {@code {"id":17,"stanza":{…}}}. Safe in any thread. */
final class Updates {
  static final String NONE = "{\"updates\":[]}";

  private final StanzaCodec json;

  Updates(StanzaCodec json) {
    this.json = json;
  }

  /** All of them in one body. */
  byte[] body(List<StoredStanza> stanzas) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String before = "{\"updates\":[";
    for (StoredStanza stored : stanzas) {
      body.writeBytes((before + start(stored)).getBytes(StandardCharsets.UTF_8));
      body.writeBytes(json.encode(stored.stanza().element()));
      before = "},";
    }
    body.writeBytes("}]}".getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  private static String start(StoredStanza stored) {
    return "{\"id\":" + stored.id() + ",\"stanza\":";
  }

  /** One of them as an event. */
  ServerSentEvent event(StoredStanza stored) {
    String stanza = text(json.encode(stored.stanza().element()));
    return new ServerSentEvent(Long.toString(stored.id()), null, start(stored) + stanza + "}");
  }

  /** The last event of a stream that nobody but the gateway wants to end, with the reason. */
  ServerSentEvent end(Failure failure) {
    return new ServerSentEvent(
        null,
        "end",
        text(
            json.encode(
                new ErrorBody(
                    failure.status(), failure.type(), failure.condition(), failure.text()))));
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
