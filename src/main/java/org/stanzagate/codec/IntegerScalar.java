package org.stanzagate.codec;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;

/** A whole number, both bounds included. */
record IntegerScalar(long minimum, long maximum) implements Scalar {
  @Override
  public String wanted() {
    if (maximum == Long.MAX_VALUE) {
      return minimum == Long.MIN_VALUE ? "an integer" : "an integer of at least " + minimum;
    }
    return minimum == Long.MIN_VALUE
        ? "an integer of at most " + maximum
        : "an integer from " + minimum + " to " + maximum;
  }

  @Override
  public boolean accepts(JsonNode value) {
    return value.isIntegralNumber();
  }

  @Override
  public @Nullable JsonNode read(String text) {
    try {
      long number = Long.parseLong(text.strip());
      return isInRange(number) ? LongNode.valueOf(number) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public @Nullable String write(JsonNode value, Place at) throws DecodeException {
    if (value.isIntegralNumber() && value.canConvertToLong() && isInRange(value.longValue())) {
      return Long.toString(value.longValue());
    }
    at.refuse(wanted(), value);
    return null;
  }

  private boolean isInRange(long number) {
    return number >= minimum && number <= maximum;
  }
}
