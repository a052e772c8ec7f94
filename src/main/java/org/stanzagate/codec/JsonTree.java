package org.stanzagate.codec;

import java.math.BigInteger;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds a tree from a parser's tokens, in which no key is given twice. */
final class JsonTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonTree() {}

  /** Reads the value whose first token is the parser's current one. */
  static JsonNode read(JsonParser parser, Place at) throws DecodeException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> readObject(parser, at);
      case START_ARRAY -> readArray(parser, at);
      case VALUE_STRING -> NODES.stringNode(parser.getString());
      case VALUE_NUMBER_INT -> readInteger(parser);
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
      case VALUE_TRUE -> BooleanNode.TRUE;
      case VALUE_FALSE -> BooleanNode.FALSE;
      case VALUE_NULL -> NullNode.instance;
      default -> throw new IllegalStateException("no value begins with " + parser.currentToken());
    };
  }

  static ObjectNode readObject(JsonParser parser, Place at) throws DecodeException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      JsonNode value = read(parser, at.at(key));
      if (object.replace(key, value) != null) {
        throw at.at(key).fault("is given twice");
      }
    }
    return object;
  }

  private static ArrayNode readArray(JsonParser parser, Place at) throws DecodeException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(read(parser, at.at(array.size())));
    }
    return array;
  }

  private static JsonNode readInteger(JsonParser parser) {
    if (parser.getNumberType() == NumberType.BIG_INTEGER) {
      BigInteger value = parser.getBigIntegerValue();
      return NODES.numberNode(value);
    }
    return NODES.numberNode(parser.getLongValue());
  }
}
