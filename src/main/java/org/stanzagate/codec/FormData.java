package org.stanzagate.codec;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;

/**
 * A data form that is filled in (XEP-0004, type {@code submit}), as a map of its fields to their
 * values. For the way in only: the map can't hold what else a form has.
 */
final class FormData implements ChildrenCodec {
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
  public @Nullable JsonNode read(List<Element> children, String type) {
    return null;
  }

  @Override
  public List<Element> write(JsonNode value, Place at) throws DecodeException {
    if (!value.isObject()) {
      at.refuse(wanted(), value);
      return List.of();
    }
    Element.Builder form = DataForms.form("submit");
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String name = field.getKey();
      Place place = at.at(name);
      place.checkCharacters(name);
      List<String> values = StringArray.readOneOrMore(field.getValue(), place);
      String type = name.equals(DataForms.FORM_TYPE) ? "hidden" : null;
      form.add(DataForms.field(name, type, values));
    }
    return List.of(form.build());
  }
}
