package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
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
  public Element decode(byte[] body, Kind usual, Leniency leniency) throws DecodeException {
    ObjectNode fields = FormReader.read(body);
    StanzaMapping kind = mapping.kindOf(fields, usual, Place.top(leniency));
    if (kind != null) {
      for (Map.Entry<String, JsonNode> field : fields.properties()) {
        Key key = kind.key(field.getKey());
        if (key != null) {
          field.setValue(typed(field.getValue(), key));
        }
      }
    }
    return mapping.decode(fields, usual, leniency);
  }

  /** The value as the JSON type that its key takes; as it is where it fits none. */
  private static JsonNode typed(JsonNode value, Key key) {
    String text = value.stringValue();
    boolean flag = text.isEmpty() || text.equals("true");
    JsonNode yes = JsonNodeFactory.instance.booleanNode(true);
    JsonNode no = JsonNodeFactory.instance.booleanNode(false);
    if (key.accepts(no)) {
      // Where a string would do as well, as in disco, an empty one would say nothing.
      return flag ? yes : text.equals("false") ? no : value;
    }
    if (key.accepts(value)) {
      return value;
    }
    JsonNode number = number(text);
    if (number != null && key.accepts(number)) {
      return number;
    }
    return flag && key.accepts(yes) ? yes : value;
  }

  private static @Nullable JsonNode number(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    if (text.length() == start || text.length() > JsonReader.MAX_NUMBER) {
      return null;
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    return JsonNodeFactory.instance.numberNode(new BigInteger(text));
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
