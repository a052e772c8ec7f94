package org.stanzagate.codec;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DecimalNode;

/** Any number, with all the digits it was written with. */
record NumberScalar() implements Scalar {
  /** Longer ones take too long to read. */
  private static final int MAX_LENGTH = 100;

  @Override
  public String wanted() {
    return "a number";
  }

  @Override
  public boolean accepts(JsonNode value) {
    return value.isNumber();
  }

  @Override
  public @Nullable JsonNode read(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    try {
      return DecimalNode.valueOf(new BigDecimal(text.strip()));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public @Nullable String write(JsonNode value, Place at) throws DecodeException {
    if (!value.isNumber()) {
      at.refuse(wanted(), value);
      return null;
    }
    return value.asString();
  }
}
