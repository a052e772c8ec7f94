package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;

/**
 * Stanzas as plain text: a message's body, or a presence's show or status. What else there is to a
 * stanza, the address first of all, must come from elsewhere. On the way out it is a message's body
 * and nothing else, so that of any other stanza nothing is written.
 */
final class TextCodec implements StanzaCodec {
  private static final Set<String> SHOWS = Set.of("away", "chat", "dnd", "xa");

  @Override
  public String mediaType() {
    return "text/plain";
  }

  /** A reader could take plain text for anything, if not told. */
  @Override
  public String contentType() {
    return "text/plain; charset=utf-8";
  }

  /** The fields of a query have no names here. */
  @Override
  public boolean reads(Preset preset) {
    return preset.query() == null;
  }

  /** Text is taken or not, so leniency changes nothing. */
  @Override
  public Element decode(byte[] body, Kind usual, Preset preset, Leniency leniency)
      throws DecodeException {
    String text = Utf8Body.read(body, "text");
    Place.top(Leniency.STRICT).checkCharacters(text);
    Kind kind = preset.kind() == null ? usual : preset.kind();
    return preset.apply(stanza(kind, text));
  }

  private static Element stanza(Kind kind, String text) throws DecodeException {
    return switch (kind) {
      case MESSAGE -> message(text);
      case PRESENCE -> presence(text);
      case IQ ->
          throw new DecodeException(
              "plain text can't say what an iq is about; send it as application/json or"
                  + " application/xmpp+xml");
    };
  }

  private static Element message(String text) throws DecodeException {
    if (text.isEmpty()) {
      throw new DecodeException("the body is empty; the text of a message is wanted");
    }
    return stanza(Kind.MESSAGE, "body", text);
  }

  private static Element presence(String text) {
    String show = text.strip();
    if (SHOWS.contains(show)) {
      return stanza(Kind.PRESENCE, "show", show);
    }
    return text.isEmpty()
        ? Element.of(Namespaces.CLIENT, Kind.PRESENCE.element())
        : stanza(Kind.PRESENCE, "status", text);
  }

  private static Element stanza(Kind kind, String name, String text) {
    return Element.builder(Namespaces.CLIENT, kind.element())
        .add(Element.ofText(Namespaces.CLIENT, name, text))
        .build();
  }

  @Override
  public byte[] encode(Element stanza) {
    if (!stanza.is(Namespaces.CLIENT, Kind.MESSAGE.element())) {
      return new byte[0];
    }
    List<Element> bodies =
        stanza.elements().stream().filter(child -> child.is(Namespaces.CLIENT, "body")).toList();
    return bodies.stream()
        .filter(body -> isInLanguage(body, stanza.lang()))
        .findFirst()
        .or(() -> bodies.stream().findFirst())
        .map(Element::text)
        .orElse("")
        .getBytes(UTF_8);
  }

  private static boolean isInLanguage(Element body, @Nullable String language) {
    String own = body.lang();
    return own == null || own.equalsIgnoreCase(language);
  }

  @Override
  public byte[] encode(ErrorBody error) {
    return error.text().getBytes(UTF_8);
  }
}
