package org.stanzagate.codec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stanzagate.codec.ChoiceElement.Way;
import org.stanzagate.codec.ObjectElement.Part;

/**
 * Turns schemas into codecs. The keywords are explained where they are used, at the head of {@code
 * openapi.yaml}; each method here stands for one of its paragraphs.
 */
final class SchemaCompiler {
  private SchemaCompiler() {}

  /** A property as a part of its element. */
  static Member member(String key, Schema schema, String namespace) {
    String codec = schema.text("x-codec");
    if (codec != null) {
      return NamedCodecs.member(codec, name(key, schema, namespace), schema);
    }
    String holder = schema.xml("x-of");
    if (holder != null) {
      ElementName alone = name(key, schema, namespace);
      ElementName child = new ElementName(namespace, holder);
      return new ChildAttribute(child, alone, alone.name(), scalar(schema));
    }
    if (schema.isXml("attribute")) {
      return attribute(key, schema, scalar(schema));
    }
    if (schema.isXml("x-text")) {
      return new TextMember(scalar(schema));
    }
    return new ChildrenMember(children(key, schema, namespace));
  }

  static AttributeMember attribute(String key, Schema schema, Scalar scalar) {
    return new AttributeMember(
        orElse(schema.xml("namespace"), ""),
        orElse(schema.xml("prefix"), ""),
        orElse(schema.xml("name"), key),
        scalar,
        schema.xml("x-absent"));
  }

  /** A property as child elements. */
  static ChildrenCodec children(String key, Schema schema, String namespace) {
    String codec = schema.text("x-codec");
    if (codec != null) {
      return NamedCodecs.children(codec, name(key, schema, namespace), schema);
    }
    if ("array".equals(schema.text("type")) && !schema.isXml("wrapped")) {
      return new RepeatedChild(element(key, schema.items(), namespace));
    }
    return new SingleChild(element(key, schema, namespace));
  }

  static ElementCodec element(String key, Schema schema, String outer) {
    ElementName name = name(key, schema, outer);
    String namespace = name.namespace();
    if (schema.has("oneOf")) {
      return choice(key, schema, outer);
    }
    if (schema.isXml("x-flag")) {
      return new FlagElement(name);
    }
    if (schema.isXml("x-name-is-value")) {
      return new NameElement(namespace, strings(schema));
    }
    String attribute = schema.xml("x-attribute");
    if (attribute != null) {
      return new ValueElement(
          name, new AttributeMember("", "", attribute, scalar(schema), schema.xml("x-absent")));
    }
    String child = schema.xml("x-child");
    if (child != null) {
      TextElement text = new TextElement(new ElementName(namespace, child), scalar(schema));
      return new ValueElement(name, new ChildrenMember(new SingleChild(text)));
    }
    return switch (orElse(schema.text("type"), "")) {
      case "object" -> object(name, schema);
      case "array" -> array(key, name, schema);
      default -> new TextElement(name, scalar(schema));
    };
  }

  private static ElementName name(String key, Schema schema, String outer) {
    return new ElementName(orElse(schema.xml("namespace"), outer), orElse(schema.xml("name"), key));
  }

  private static ElementCodec choice(String key, Schema schema, String outer) {
    List<Way> ways =
        schema.oneOf().stream()
            .map(one -> one.withXmlOf(schema))
            .map(
                one -> new Way(element(key, one, outer), one.is("writeOnly"), one.texts("x-types")))
            .toList();
    return new ChoiceElement(ways);
  }

  static ObjectElement object(ElementName name, Schema schema) {
    Map<String, Part> parts = new LinkedHashMap<>();
    for (Map.Entry<String, Schema> entry : schema.properties().entrySet()) {
      Schema property = entry.getValue();
      Member member = member(entry.getKey(), property, name.namespace());
      parts.put(
          entry.getKey(), new Part(member, property.is("writeOnly"), property.text("x-yields-to")));
    }
    return new ObjectElement(name, parts, schema.texts("required"));
  }

  private static ElementCodec array(String key, ElementName name, Schema schema) {
    if (!schema.isXml("wrapped")) {
      throw schema.fault("an array needs xml: {wrapped: true} here");
    }
    RepeatedChild items = new RepeatedChild(element(key, schema.items(), name.namespace()));
    return new ArrayElement(name, items, Math.toIntExact(schema.number("minItems", 0)));
  }

  private static Scalar scalar(Schema schema) {
    String type = orElse(schema.text("type"), "none");
    return switch (type) {
      case "string" -> strings(schema);
      case "integer" ->
          new IntegerScalar(
              schema.number("minimum", Long.MIN_VALUE), schema.number("maximum", Long.MAX_VALUE));
      case "number" -> new NumberScalar();
      case "boolean" -> new BooleanScalar();
      default -> throw schema.fault("no text can be of type " + type);
    };
  }

  private static StringScalar strings(Schema schema) {
    return new StringScalar(schema.texts("enum"), schema.map("x-aliases"));
  }

  static String orElse(@Nullable String value, String other) {
    return value == null ? other : value;
  }
}
