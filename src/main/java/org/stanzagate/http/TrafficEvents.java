package org.stanzagate.http;

import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.component.StreamStatus;
import org.stanzagate.console.FeedEvents;
import org.stanzagate.console.Passage;
import org.stanzagate.console.Passage.Way;
import org.stanzagate.console.Spectator;
import org.stanzagate.listener.ServerSentEvent;
import org.stanzagate.outbox.CallbackState;
import org.stanzagate.outbox.Callbacks;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.ElementWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/** The events of the live feed, as JSON. Safe in any thread. */
final class TrafficEvents implements FeedEvents {
  /** Of a stanza's XML, in characters. More is nothing to read on a page. */
  private static final int LONGEST = 32 * 1024;

  private final Jid domain;
  private final StanzaCodec json;
  private final StreamStatus stream;
  private final Callbacks callbacks;

  TrafficEvents(Jid domain, StanzaCodec json, StreamStatus stream, Callbacks callbacks) {
    this.domain = domain;
    this.json = json;
    this.stream = stream;
    this.callbacks = callbacks;
  }

  @Override
  public ServerSentEvent stanza(Passage passage) {
    Stanza stanza = passage.stanza();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("time", passage.time().truncatedTo(ChronoUnit.MILLIS).toString());
    fields.put("direction", passage.way() == Way.OUT ? "out" : "in");
    fields.put("answer", passage.way() == Way.ANSWER);
    if (passage.way() == Way.IN) {
      fields.put("callback", callbacks.takerOf(stanza).orElse(null));
    }
    fields.put("kind", stanza.kind().element());
    fields.put("type", stanza.type());
    fields.put("from", stanza.from().toString());
    fields.put("to", stanza.to().toString());
    fields.put("id", stanza.id());
    String xml = ElementWriter.toXml(stanza.element(), Namespaces.CLIENT);
    fields.put("length", xml.length());
    if (xml.length() > LONGEST) {
      fields.put("cut", true);
      fields.put("xml", cut(xml));
    } else {
      fields.put("xml", xml);
      byte[] mapped = json.encode(stanza.element());
      fields.put("json", new RawValue(new String(mapped, StandardCharsets.UTF_8)));
    }
    return event("stanza", fields);
  }

  /** Half of a character would be none. */
  private static String cut(String text) {
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end);
  }

  @Override
  public ServerSentEvent lost(long count) {
    return event("lost", Map.of("count", count));
  }

  @Override
  public ServerSentEvent state(Spectator spectator, @Nullable List<CallbackState> states) {
    Map<String, @Nullable Object> you = new LinkedHashMap<>();
    you.put("name", spectator.name());
    you.put("admin", spectator.isAdmin());
    you.put("from", spectator.own().stream().map(JidPattern::toString).toList());
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("domain", domain.toString());
    fields.put("you", you);
    fields.put("stream", ListWaiting.stream(stream));
    if (spectator.seesCallbacks()) {
      fields.put(
          "callbacks", states == null ? null : states.stream().map(ListCallbacks::fields).toList());
    }
    return event("state", fields);
  }

  @Override
  public ServerSentEvent loggedOut() {
    return event(
        "end",
        Map.of(
            "text",
            "these credentials are no longer right: they were changed or taken away, or have"
                + " expired"));
  }

  private static ServerSentEvent event(String name, Map<String, ? extends @Nullable Object> data) {
    return new ServerSentEvent(null, name, JsonMapper.shared().writeValueAsString(data));
  }
}
