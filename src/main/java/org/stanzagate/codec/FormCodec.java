package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.Kind;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stanzas as forms: the keys of the JSON mapping whose value is a string, an integer, written in
 * digits, or {@code true}, written so or left empty. On the way in any other key is refused. On the
 * way out a form holds the keys of that sort and no others: arrays and objects, {@code xml} among
 * them, are left out, so whoever wants all of an answer asks for JSON or XML.
 */
final class FormCodec implements StanzaCodec {
  static final String MEDIA_TYPE = "application/x-www-form-urlencoded";

  private final JsonMapping mapping;

  FormCodec(JsonMapping mapping) {
    this.mapping = mapping;
  }

  @Override
  public String mediaType() {
    return MEDIA_TYPE;
  }

  @Override
  public Element decode(byte[] body, Kind usual, Preset preset, Leniency leniency)
      throws DecodeException {
    Map<String, String> fields =
        preset.query() == null ? FormReader.read(body) : FormReader.readAny(body);
    return decode(fields, usual, preset, leniency);
  }

  /** The same with the fields that were read, of which there may be none. */
  Element decode(Map<String, String> fields, Kind usual, Preset preset, Leniency leniency)
      throws DecodeException {
    ObjectNode texts = JsonNodeFactory.instance.objectNode();
    fields.forEach(texts::put);
    ObjectNode stanza = preset.apply(texts);
    StanzaMapping kind = mapping.kindOf(stanza, usual, Place.top(leniency));
    if (kind != null) {
      setTypes(texts, kind, preset.query());
    }
    return mapping.decode(stanza, usual, leniency);
  }

  private static void setTypes(ObjectNode texts, StanzaMapping kind, @Nullable String query) {
    for (Map.Entry<String, JsonNode> field : texts.properties()) {
      Key key = kind.key(query == null ? field.getKey() : query);
      String text = field.getValue().stringValue();
      if (key != null) {
        field.setValue(
            query == null ? TypedText.of(text, key::accepts) : key.ofField(field.getKey(), text));
      }
    }
  }

  @Override
  public byte[] encode(Element stanza) {
    return write(mapping.encode(stanza));
  }

  /** With the condition and the text beside the code, since there is nothing within anything. */
  @Override
  public byte[] encode(ErrorBody error) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("code", error.code()).put("type", "error");
    fields.put("condition", error.condition()).put("text", error.text());
    return write(fields);
  }

  private static byte[] write(ObjectNode json) {
    StringBuilder form = new StringBuilder();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String value = text(entry.getValue());
      if (value != null) {
        form.append(form.isEmpty() ? "" : "&")
            .append(URLEncoder.encode(entry.getKey(), UTF_8))
            .append('=')
            .append(URLEncoder.encode(value, UTF_8));
      }
    }
    return form.toString().getBytes(UTF_8);
  }

  private static @Nullable String text(JsonNode value) {
    if (value.isString() || value.isNumber()) {
      return value.asString();
    }
    return FlagElement.isEmptyElement(value) ? "" : null;
  }
}
