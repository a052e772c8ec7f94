package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;

/** The parts of data forms (XEP-0004) that more than one codec deals with. */
final class DataForms {
  static final String NAMESPACE = "jabber:x:data";

  /** The field that says what a form is about (XEP-0068). */
  static final String FORM_TYPE = "FORM_TYPE";

  static final ElementName FORM = new ElementName(NAMESPACE, "x");

  private DataForms() {}

  static Element.Builder form(String type) {
    return FORM.start().attribute("type", type);
  }

  static Element field(String name, @Nullable String type, List<String> values) {
    Element.Builder field =
        Element.builder(NAMESPACE, "field").attribute("var", name).attribute("type", type);
    values.forEach(value -> field.add(value(value)));
    return field.build();
  }

  static Element value(String text) {
    return Element.ofText(NAMESPACE, "value", text);
  }

  /** The values of a field, in order. */
  static List<String> values(Element field) {
    List<String> values = new ArrayList<>(1);
    for (Element child : field.elements()) {
      if (child.is(NAMESPACE, "value")) {
        values.add(child.text());
      }
    }
    return values;
  }
}
