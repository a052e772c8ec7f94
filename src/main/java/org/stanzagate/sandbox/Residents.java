package org.stanzagate.sandbox;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jxmpp.jid.Jid;
import org.stanzagate.entity.Profile;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;
import org.stanzagate.xml.Element;

/**
 * Who can be reached from the sandbox, and what they answer: the server {@code sandbox} itself,
 * {@code echo@sandbox}, who says again what is said to it, and {@code silent@sandbox}, who never
 * says a word. Immutable, safe in any thread.
 */
final class Residents {
  private static final String SERVER = "sandbox";
  private static final String ECHO = "echo@sandbox";
  private static final String SILENT = "silent@sandbox";

  /** What an echo repeats of a message. */
  private static final Set<String> ECHOED = Set.of("subject", "body", "thread");

  private static final StanzaError NOT_KNOWN =
      new StanzaError(Type.CANCEL, Condition.service_unavailable, "That is not known here.");
  private static final StanzaError NO_MESSAGES =
      new StanzaError(
          Type.CANCEL,
          Condition.service_unavailable,
          "The server itself takes no messages; echo@sandbox does.");
  private static final StanzaError NOBODY =
      new StanzaError(
          Type.CANCEL,
          Condition.service_unavailable,
          "Nobody of that name lives in the sandbox; echo@sandbox and silent@sandbox do.");
  private static final StanzaError OUTSIDE =
      new StanzaError(
          Type.CANCEL,
          Condition.remote_server_not_found,
          "The sandbox reaches nobody outside; try echo@sandbox.");

  private final Jid component;
  private final Profile server;
  private final Profile echo;

  /**
   * The residents as one component meets them.
   *
   * @param component its own JID: what it sends to its own addresses comes back to it
   * @param version what the server says of itself
   */
  Residents(Jid component, String version) {
    this.component = component;
    this.server =
        new Profile(
            "server",
            "im",
            "Stanzagate sandbox",
            List.of(component.toString(), ECHO, SILENT),
            version,
            null);
    this.echo = new Profile("client", "bot", "Echo", List.of(), null, null);
  }

  /** What the component gets in return for a stanza of its own. */
  List<Stanza> receive(Stanza stanza) {
    if (stanza.to().getDomain().equals(component.getDomain())) {
      return List.of(stanza);
    }
    return switch (stanza.to().asBareJid().toString()) {
      case SERVER -> stanza.kind() == Kind.IQ ? ask(server, stanza) : refuse(stanza, NO_MESSAGES);
      case ECHO -> atEcho(stanza);
      case SILENT -> List.of();
      default ->
          refuse(stanza, SERVER.equals(stanza.to().getDomain().toString()) ? NOBODY : OUTSIDE);
    };
  }

  private List<Stanza> atEcho(Stanza stanza) {
    return switch (stanza.kind()) {
      case IQ -> ask(echo, stanza);
      case MESSAGE -> repeat(stanza);
      case PRESENCE -> appear(stanza);
    };
  }

  private static List<Stanza> ask(Profile profile, Stanza iq) {
    return profile.answer(iq).map(List::of).orElseGet(() -> refuse(iq, NOT_KNOWN));
  }

  /** The message again, as if its receiver had written it. */
  private static List<Stanza> repeat(Stanza message) {
    List<Element> said =
        message.element().elements().stream()
            .filter(child -> child.namespace().equals(Namespaces.CLIENT))
            .filter(child -> ECHOED.contains(child.name()))
            .toList();
    boolean spoken = said.stream().anyMatch(child -> child.name().equals("body"));
    if (!spoken || message.type().equals("error")) {
      return List.of();
    }
    Stanza echo = with(message.reply(message.type()), said);
    Element freshlySaid =
        echo.element().toBuilder()
            .attribute("id", UUID.randomUUID().toString())
            .attribute("type", message.element().attribute("type"))
            .lang(message.element().lang())
            .build();
    return List.of(new Stanza(freshlySaid, echo.kind(), echo.to(), echo.from()));
  }

  private static List<Stanza> appear(Stanza presence) {
    return switch (presence.type()) {
      case "subscribe" -> List.of(presence.reply("subscribed"), presence.reply("available"));
      case "probe" -> List.of(presence.reply("available"));
      default -> List.of();
    };
  }

  private static List<Stanza> refuse(Stanza stanza, StanzaError error) {
    return stanza.mayBeRefused() ? List.of(stanza.errorReply(error)) : List.of();
  }

  private static Stanza with(Stanza stanza, List<Element> children) {
    Element element = stanza.element().toBuilder().addAll(children).build();
    return new Stanza(element, stanza.kind(), stanza.to(), stanza.from());
  }
}
