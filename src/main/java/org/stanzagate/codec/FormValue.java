package org.stanzagate.codec;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * The values of a field in a data form (XEP-0004, section 3.3): how they look in JSON depends on
 * the field's type.
 */
record FormValue() implements Member {
  private static final String LINES = "text-multi";
  private static final Set<String> ARRAYS = Set.of("list-multi", "jid-multi");

  /** Of a field without a type nobody knows how many values it may have. */
  private static final Set<String> MAYBE_ARRAYS = Set.of("", "hidden");

  @Override
  public Set<ElementName> children() {
    return Set.of(new ElementName(DataForms.NAMESPACE, "value"));
  }

  @Override
  public String wanted() {
    return "a string or an array";
  }

  @Override
  public boolean accepts(JsonNode value) {
    return value.isString() || value.isArray();
  }

  @Override
  public @Nullable JsonNode read(Element field, String stanzaType) {
    List<String> values = DataForms.values(field);
    String type = SchemaCompiler.orElse(field.attribute("type"), "");
    if (values.isEmpty()) {
      return null;
    }
    if (type.equals(LINES)) {
      return StringNode.valueOf(String.join("\n", values));
    }
    boolean array = ARRAYS.contains(type) || (values.size() > 1 && MAYBE_ARRAYS.contains(type));
    return array ? StringArray.of(values) : StringNode.valueOf(values.get(0));
  }

  @Override
  public void write(JsonNode value, Element.Builder field, Place at) throws DecodeException {
    if (value.isString() && value.stringValue().indexOf('\n') < 0) {
      at.checkCharacters(value.stringValue());
      field.add(DataForms.value(value.stringValue()));
      return;
    }
    String type = SchemaCompiler.orElse(field.build().attribute("type"), "");
    boolean single = !type.equals(LINES) && !ARRAYS.contains(type) && !MAYBE_ARRAYS.contains(type);
    if (single && value.isArray()) {
      at.refuse("a string, as the field is of type " + type, value);
      return;
    }
    for (String text : StringArray.readOneOrMore(value, at)) {
      List<String> values =
          type.equals(LINES) && value.isString() ? List.of(text.split("\n", -1)) : List.of(text);
      values.forEach(one -> field.add(DataForms.value(one)));
    }
  }
}
