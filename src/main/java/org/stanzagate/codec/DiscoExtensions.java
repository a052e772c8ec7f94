package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The forms in an answer to disco#info (XEP-0128), as a map of each form's {@code FORM_TYPE} to a
 * map of its fields to their values. The types of the fields are lost but for what the JSON type
 * tells: a boolean, a string, a string of several lines, an array for a field without a type.
 */
final class DiscoExtensions implements ChildrenCodec {
  @Override
  public Set<ElementName> names() {
    return Set.of(DataForms.FORM);
  }

  @Override
  public String wanted() {
    return "an object";
  }

  @Override
  public boolean accepts(JsonNode value) {
    return value.isObject();
  }

  @Override
  public @Nullable JsonNode read(List<Element> forms, String type) {
    ObjectNode extensions = JsonNodeFactory.instance.objectNode();
    for (Element form : forms) {
      ObjectNode fields = JsonNodeFactory.instance.objectNode();
      String formType = null;
      for (Element field : form.elements()) {
        String name = field.attribute("var");
        if (DataForms.FORM_TYPE.equals(name)) {
          formType = String.join("\n", DataForms.values(field));
        } else if (name != null && field.is(DataForms.NAMESPACE, "field")) {
          fields.set(name, readField(field));
        }
      }
      if (formType != null) {
        extensions.set(formType, fields);
      }
    }
    return extensions.isEmpty() ? null : extensions;
  }

  private static JsonNode readField(Element field) {
    List<String> values = DataForms.values(field);
    String first = values.isEmpty() ? "" : values.get(0);
    String type = field.attribute("type");
    return switch (type == null ? "" : type) {
      case "", "list-single", "list-multi" -> StringArray.of(values);
      case "boolean" -> BooleanNode.valueOf(first.equals("true") || first.equals("1"));
      case "text-multi" -> StringNode.valueOf(String.join("\n", values));
      default -> StringNode.valueOf(first);
    };
  }

  @Override
  public List<Element> write(JsonNode value, Place at) throws DecodeException {
    if (!value.isObject()) {
      at.refuse(wanted(), value);
      return List.of();
    }
    List<Element> forms = new ArrayList<>();
    for (Map.Entry<String, JsonNode> extension : value.properties()) {
      Place place = at.at(extension.getKey());
      if (extension.getValue().isObject()) {
        forms.add(writeForm(extension.getKey(), extension.getValue(), place));
      } else {
        place.refuse("an object", extension.getValue());
      }
    }
    return forms;
  }

  private static Element writeForm(String formType, JsonNode fields, Place at)
      throws DecodeException {
    at.checkCharacters(formType);
    Element.Builder form =
        DataForms.form("result")
            .add(DataForms.field(DataForms.FORM_TYPE, "hidden", List.of(formType)));
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      Element element = writeField(field.getKey(), field.getValue(), at.at(field.getKey()));
      if (element != null) {
        form.add(element);
      }
    }
    return form.build();
  }

  private static @Nullable Element writeField(String name, JsonNode value, Place at)
      throws DecodeException {
    at.checkCharacters(name);
    if (value.isBoolean()) {
      return DataForms.field(name, "boolean", List.of(value.asString()));
    }
    if (value.isArray()) {
      return DataForms.field(name, null, StringArray.read(value, at));
    }
    String text = StringScalar.ANY.write(value, at);
    if (text == null) {
      return null;
    }
    List<String> lines = List.of(text.split("\n", -1));
    return DataForms.field(name, lines.size() > 1 ? "text-multi" : "text-single", lines);
  }
}
