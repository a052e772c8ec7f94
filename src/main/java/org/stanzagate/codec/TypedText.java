package org.stanzagate.codec;

import java.math.BigInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/** What a text in a form, or in a URL, stands for, where there is nothing but texts. */
final class TypedText {
  private TypedText() {}

  /**
   * The text as the JSON type that is taken: a flag is empty or {@code true}, an integer is digits;
   * a string where nothing else fits.
   */
  static JsonNode of(String text, Predicate<JsonNode> accepts) {
    JsonNode string = StringNode.valueOf(text);
    boolean flag = text.isEmpty() || text.equals("true");
    JsonNode yes = JsonNodeFactory.instance.booleanNode(true);
    JsonNode no = JsonNodeFactory.instance.booleanNode(false);
    if (accepts.test(no)) {
      // Where a string would do as well, as in disco, an empty one would say nothing.
      return flag ? yes : text.equals("false") ? no : string;
    }
    if (accepts.test(string)) {
      return string;
    }
    JsonNode number = number(text);
    if (number != null && accepts.test(number)) {
      return number;
    }
    return flag && accepts.test(yes) ? yes : string;
  }

  private static @Nullable JsonNode number(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    if (text.length() == start || text.length() > JsonReader.MAX_NUMBER) {
      return null;
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    return JsonNodeFactory.instance.numberNode(new BigInteger(text));
  }
}
