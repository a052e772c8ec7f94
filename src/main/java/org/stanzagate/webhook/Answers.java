package org.stanzagate.webhook;

import java.util.Optional;
import java.util.function.Supplier;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jspecify.annotations.Nullable;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.client.WebhookAnswer.Answered;
import org.stanzagate.codec.Codecs;
import org.stanzagate.codec.DecodeException;
import org.stanzagate.codec.Leniency;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;
import org.stanzagate.stanza.StanzaException;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.XmlCharacters;

/**
 * What a webhook's answer to a stanza means over XMPP: what goes back, and what never does. Safe in
 * any thread.
 */
final class Answers {
  /** A longer text was not written for the one who reads it: it is some server's error page. */
  private static final int LONGEST_TEXT = 200;

  private static final StanzaError UNREACHABLE =
      new StanzaError(
          Type.WAIT, Condition.recipient_unavailable, "What serves this address can't be reached");
  private static final StanzaError NO_ANSWER =
      new StanzaError(
          Type.WAIT, Condition.remote_server_timeout, "What serves this address did not answer");
  private static final StanzaError UNUSABLE =
      new StanzaError(
          Type.CANCEL,
          Condition.internal_server_error,
          "What serves this address gave an answer that can't be used");

  private final Codecs codecs;
  private final Rooms rooms;
  private final BotReply replies;
  private final Supplier<String> ids;

  /**
   * @param ids makes the ids of what is sent
   */
  Answers(Codecs codecs, Rooms rooms, Supplier<String> ids) {
    this.codecs = codecs;
    this.rooms = rooms;
    this.ids = ids;
    this.replies = new BotReply(rooms, ids);
  }

  /** What an answer means to the stanza that was posted. */
  Response to(Incoming incoming, WebhookAnswer answer) {
    Stanza stanza = incoming.stanza();
    Response.Builder response = new Response.Builder();
    if (answer instanceof Answered answered) {
      answered(incoming, answered, response);
    } else {
      response.warn("the webhook failed: {}", answer.failure());
      refuse(stanza, unanswered(answer), response);
    }
    return response.build();
  }

  private static StanzaError unanswered(WebhookAnswer answer) {
    if (answer instanceof WebhookAnswer.NoConnection) {
      return UNREACHABLE;
    }
    return answer instanceof WebhookAnswer.Unusable ? UNUSABLE : NO_ANSWER;
  }

  /** What is sent where an open iq was never answered. */
  static Stanza expired(Stanza iq) {
    return iq.errorReply(NO_ANSWER);
  }

  private void answered(Incoming incoming, Answered answer, Response.Builder response) {
    if (answer.isSuccess()) {
      accepted(incoming, answer, response);
      return;
    }
    Stanza stanza = incoming.stanza();
    if (isDeliberate(answer.status())) {
      response.info("the webhook answered {}", answer.status());
    } else {
      response.warn("the webhook failed: {}", answer.failure());
    }
    Optional<Stanza> error = errorStanza(stanza, answer);
    if (error.isPresent() && rooms.mayBeRefused(stanza)) {
      response.add(error.get());
    } else {
      refuse(stanza, StatusErrors.of(answer.status(), text(answer)), response);
    }
  }

  /** A bot that refuses does as it should; one that is broken, or gone elsewhere, does not. */
  private static boolean isDeliberate(int status) {
    return status / 100 == 4 || status == 501;
  }

  private void refuse(Stanza stanza, StanzaError error, Response.Builder response) {
    if (rooms.mayBeRefused(stanza)) {
      response.add(stanza.errorReply(error));
    }
  }

  private void accepted(Incoming incoming, Answered answer, Response.Builder response) {
    Stanza stanza = incoming.stanza();
    if (asksForReceipt(stanza)) {
      response.add(receipt(stanza));
    }
    if (answer.status() == 202 && answer.later() && stanza.isRequest()) {
      response.later();
      return;
    }
    Optional<Stanza> reply =
        decode(stanza, answer, response).flatMap(said -> replies.to(incoming, said, response));
    if (reply.isPresent()) {
      response.add(reply.get());
    } else if (stanza.isRequest()) {
      response.add(stanza.reply("result"));
    }
  }

  /** What a successful answer's body says; empty, and noted, if that is no stanza. */
  private Optional<Element> decode(Stanza stanza, Answered answer, Response.Builder response) {
    if (answer.body().isEmpty()) {
      return Optional.empty();
    }
    Optional<StanzaCodec> codec = codecs.forContentType(answer.contentType());
    if (codec.isEmpty()) {
      response.warn(
          "the webhook's answer has the Content-Type {}, which is no stanza; answer 204, or one of {}",
          answer.contentType(),
          codecs.mediaTypes());
      return Optional.empty();
    }
    Leniency lenient =
        Leniency.warning(fault -> response.warn("left out of the webhook's answer: {}", fault));
    try {
      return Optional.of(codec.get().decode(answer.body().bytes(), stanza.kind(), lenient));
    } catch (DecodeException e) {
      response.warn("the webhook's answer is no stanza: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** The body of a failure, where it is an error for the sender, written as a stanza. */
  private Optional<Stanza> errorStanza(Stanza stanza, Answered answer) {
    Optional<StanzaCodec> codec = codecs.forContentType(answer.contentType());
    if (codec.isEmpty() || answer.body().isEmpty()) {
      return Optional.empty();
    }
    try {
      Element said =
          codec.get().decode(answer.body().bytes(), stanza.kind(), Leniency.warning(fault -> {}));
      boolean isError =
          said.name().equals(stanza.kind().element()) && "error".equals(said.attribute("type"));
      return isError ? Optional.of(replies.addressed(stanza, said)) : Optional.empty();
    } catch (DecodeException | StanzaException e) {
      return Optional.empty(); // some other body, as failures often have
    }
  }

  private static @Nullable String text(Answered answer) {
    if (!isPlainText(answer.contentType()) || answer.body().size() > 4 * LONGEST_TEXT) {
      return null;
    }
    String text = answer.body().text().strip();
    boolean isFit = !text.isEmpty() && text.codePointCount(0, text.length()) <= LONGEST_TEXT;
    return isFit ? XmlCharacters.replaceForbidden(text) : null;
  }

  private static boolean isPlainText(@Nullable String contentType) {
    return contentType != null
        && contentType.strip().regionMatches(true, 0, "text/plain", 0, "text/plain".length());
  }

  private static boolean asksForReceipt(Stanza stanza) {
    String id = stanza.id();
    return stanza.kind() == Kind.MESSAGE
        && id != null
        && !id.isEmpty()
        && !stanza.type().equals("groupchat")
        && !stanza.type().equals("error")
        && stanza.element().element(Namespaces.RECEIPTS, "request").isPresent();
  }

  private Stanza receipt(Stanza message) {
    Stanza empty = message.reply(message.type());
    Element receipt =
        empty.element().toBuilder()
            .attribute("id", ids.get())
            .add(
                Element.builder(Namespaces.RECEIPTS, "received")
                    .attribute("id", message.id())
                    .build())
            .build();
    return new Stanza(receipt, empty.kind(), empty.to(), empty.from());
  }
}
