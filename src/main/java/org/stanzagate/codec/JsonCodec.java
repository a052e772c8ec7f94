package org.stanzagate.codec;

import java.util.List;
import org.stanzagate.stanza.Kind;
import org.stanzagate.xml.Element;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Stanzas as JSON, by the mapping in {@code openapi.yaml}. */
final class JsonCodec implements StanzaCodec {
  private final JsonMapping mapping;
  private final JsonReader reader = new JsonReader();
  private final JsonWriter writer = new JsonWriter();

  JsonCodec(JsonMapping mapping) {
    this.mapping = mapping;
  }

  @Override
  public String mediaType() {
    return "application/json";
  }

  @Override
  public Element decode(byte[] body, Kind usual, Preset preset, Leniency leniency)
      throws DecodeException {
    return mapping.decode(preset.apply(reader.read(body)), usual, leniency);
  }

  @Override
  public byte[] encode(Element stanza) {
    return writer.write(mapping.encode(stanza));
  }

  /** Several in the array {@code xmpp}. */
  @Override
  public byte[] encode(List<Element> stanzas) {
    if (stanzas.size() == 1) {
      return encode(stanzas.get(0));
    }
    ObjectNode several = JsonNodeFactory.instance.objectNode();
    ArrayNode array = several.putArray("xmpp");
    stanzas.forEach(stanza -> array.add(mapping.encode(stanza)));
    return writer.write(several);
  }

  @Override
  public byte[] encode(ErrorBody error) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("code", error.code()).put("type", "error");
    body.putObject("error")
        .put("type", error.type())
        .put("condition", error.condition())
        .put("text", error.text());
    return writer.write(body);
  }
}
