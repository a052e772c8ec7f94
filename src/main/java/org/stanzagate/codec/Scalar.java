package org.stanzagate.codec;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Character data, or an attribute's value, as a JSON string, number or boolean. */
interface Scalar {
  /** What it takes, for an error: {@code a string}. */
  String wanted();

  /** Whether a value is of the type, be it in range or not. */
  boolean accepts(JsonNode value);

  /** The value that a text stands for; null where it stands for none of this type. */
  @Nullable JsonNode read(String text);

  /** The text for a value; null where it was refused, and is to be left out. */
  @Nullable String write(JsonNode value, Place at) throws DecodeException;
}
