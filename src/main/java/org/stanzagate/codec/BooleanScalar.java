package org.stanzagate.codec;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/** Yes or no as XML Schema spells it: {@code true} is written, {@code 1} is read as well. */
record BooleanScalar() implements Scalar {
  @Override
  public String wanted() {
    return "true or false";
  }

  @Override
  public boolean accepts(JsonNode value) {
    return value.isBoolean();
  }

  @Override
  public @Nullable JsonNode read(String text) {
    return switch (text.strip()) {
      case "true", "1" -> BooleanNode.TRUE;
      case "false", "0" -> BooleanNode.FALSE;
      default -> null;
    };
  }

  @Override
  public @Nullable String write(JsonNode value, Place at) throws DecodeException {
    if (!value.isBoolean()) {
      at.refuse(wanted(), value);
      return null;
    }
    return value.asString();
  }
}
