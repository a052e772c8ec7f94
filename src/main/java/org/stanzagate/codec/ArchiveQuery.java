package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A query of an archive (XEP-0313), in which single keys may stand for fields of its form or for
 * parts of its page, on the way in.
 */
final class ArchiveQuery implements ElementCodec {
  private static final String FORM = "form";
  private static final String PAGE = "page";
  private static final String IDS = "ids";
  private static final Set<String> OF_FORM =
      Set.of("with", "start", "end", "before-id", "after-id", IDS);
  private static final Set<String> OF_PAGE = Set.of("max", "after", "before");

  private final ElementName name;
  private final ObjectElement query;
  private final ElementCodec page;

  /**
   * @param query by the schema, without the single keys
   */
  ArchiveQuery(ElementName name, ObjectElement query, ElementCodec page) {
    this.name = name;
    this.query = query;
    this.page = page;
  }

  @Override
  public Set<ElementName> names() {
    return query.names();
  }

  @Override
  public String wanted() {
    return query.wanted();
  }

  @Override
  public boolean accepts(JsonNode value) {
    return query.accepts(value);
  }

  @Override
  public JsonNode ofField(String field, String text) {
    return OF_PAGE.contains(field) ? page.ofField(field, text) : query.ofField(field, text);
  }

  @Override
  public @Nullable JsonNode read(Element element, String type) {
    return query.read(element, type);
  }

  @Override
  public @Nullable Element write(JsonNode value, Place at) throws DecodeException {
    if (!(value instanceof ObjectNode given)) {
      return query.write(value, at);
    }
    ObjectNode rest = given.objectNode();
    ObjectNode onPage = given.objectNode();
    List<Element> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String key = entry.getKey();
      if (OF_FORM.contains(key)) {
        checkAlone(FORM, given, at.at(key));
        fields.add(DataForms.field(key, null, values(key, entry.getValue(), at.at(key))));
      } else if (OF_PAGE.contains(key)) {
        checkAlone(PAGE, given, at.at(key));
        onPage.set(key, entry.getValue());
      } else {
        rest.set(key, entry.getValue());
      }
    }
    Element written = query.write(rest, at);
    return written == null ? null : with(written, fields, onPage, at);
  }

  private static void checkAlone(String whole, ObjectNode given, Place at) throws DecodeException {
    if (given.has(whole)) {
      throw at.fault("is short for a part of " + whole + "; give one of the two");
    }
  }

  private static List<String> values(String key, JsonNode value, Place at) throws DecodeException {
    if (!key.equals(IDS)) {
      String text = StringScalar.ANY.write(value, at);
      return text == null ? List.of() : List.of(text);
    }
    List<String> given = StringArray.readOneOrMore(value, at);
    return value.isString() && !given.isEmpty() ? List.of(given.get(0).split(",")) : given;
  }

  private Element with(Element written, List<Element> fields, ObjectNode onPage, Place at)
      throws DecodeException {
    Element.Builder archive = written.toBuilder();
    if (fields.stream().anyMatch(field -> !field.children().isEmpty())) {
      archive.add(
          DataForms.form("submit")
              .add(DataForms.field(DataForms.FORM_TYPE, "hidden", List.of(name.namespace())))
              .addAll(fields)
              .build());
    }
    Element set = onPage.isEmpty() ? null : page.write(onPage, at);
    return set == null ? archive.build() : archive.add(set).build();
  }
}
