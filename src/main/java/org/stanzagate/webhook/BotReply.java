package org.stanzagate.webhook;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaDraft;
import org.stanzagate.stanza.StanzaException;
import org.stanzagate.xml.Element;

/** Makes the stanza that goes back of what a bot said. Safe in any thread. */
final class BotReply {
  private final Rooms rooms;
  private final Supplier<String> ids;

  BotReply(Rooms rooms, Supplier<String> ids) {
    this.rooms = rooms;
    this.ids = ids;
  }

  /** The reply; empty, and noted, where there can be none. */
  Optional<Stanza> to(Incoming incoming, Element said, Response.Builder response) {
    Stanza stanza = incoming.stanza();
    if (!said.name().equals(stanza.kind().element())) {
      response.warn(
          "the webhook's answer is dropped: it is of the kind {}, and is to be of the kind that was"
              + " posted, {}",
          said.name(),
          stanza.kind().element());
      return Optional.empty();
    }
    String silence = silence(incoming);
    if (silence != null) {
      response.info("the webhook's answer is dropped: {}", silence);
      return Optional.empty();
    }
    try {
      Stanza reply = addressed(stanza, said);
      if (reply.type().equals("error") && !rooms.mayBeRefused(stanza)) {
        response.warn(
            "the webhook's answer is dropped: no error may answer such a stanza; answer 204");
        return Optional.empty();
      }
      return Optional.of(reply);
    } catch (StanzaException e) {
      response.warn("the webhook's answer is no proper stanza: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Why nothing that is said may answer the stanza; null if it may. */
  private @Nullable String silence(Incoming incoming) {
    Stanza stanza = incoming.stanza();
    if (stanza.type().equals("error") || stanza.isResponse()) {
      return "an error or a result is never answered";
    }
    if (!stanza.type().equals("groupchat")) {
      return null;
    }
    if (stanza.element().element(Namespaces.DELAY, "delay").isPresent()) {
      return "the message is from the room's history";
    }
    if (stanza.element().element(Namespaces.CLIENT, "body").isEmpty()) {
      return "the room's message has no body";
    }
    return incoming.isOwn() ? "the room's message is the bot's own" : null;
  }

  /**
   * What was said, as an answer to the stanza: whom it is for and whom it is from is not the bot's
   * to say.
   *
   * @throws StanzaException if it is no proper stanza of that kind
   */
  Stanza addressed(Stanza stanza, Element said) throws StanzaException {
    boolean isError =
        "error".equals(said.attribute("type"))
            || said.element(Namespaces.CLIENT, "error").isPresent();
    String type = isError ? "error" : type(stanza, said.attribute("type"));
    boolean toRoom = "groupchat".equals(type);
    Element.Builder reply =
        said.toBuilder()
            .attribute("to", (toRoom ? stanza.from().asBareJid() : stanza.from()).toString())
            .attribute("from", stanza.to().toString())
            .attribute("type", type);
    if (isError || stanza.kind() == Kind.IQ) {
      reply.attribute("id", stanza.id());
    }
    return new StanzaDraft(reply.build()).complete(stanza.to(), ids);
  }

  private static @Nullable String type(Stanza stanza, @Nullable String said) {
    return switch (stanza.kind()) {
      case IQ -> "result";
      case PRESENCE -> said;
      case MESSAGE -> said == null || said.isEmpty() ? typeOf(stanza) : said;
    };
  }

  private static @Nullable String typeOf(Stanza message) {
    return message.type().equals("normal") ? null : message.type();
  }
}
