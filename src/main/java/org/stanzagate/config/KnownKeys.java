package org.stanzagate.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stanzagate.config.YamlNode.Entry;
import org.stanzagate.config.YamlNode.Mapping;
import org.stanzagate.config.YamlNode.Sequence;
import org.stanzagate.spelling.Spelling;

/**
 * The keys that were asked for while reading: everything else is a mistake. Paths are without
 * indices, like {@code auth.tokens[].name}. For one thread.
 */
final class KnownKeys {
  private enum Sort {
    VARIABLE,
    FILE_ONLY,
    SECTION
  }

  private final Map<String, Sort> keys = new TreeMap<>();

  /** A key whose value may come from an environment variable, if it is outside lists. */
  void scalar(String path) {
    String key = withoutIndices(path);
    keys.put(key, key.contains("[]") ? Sort.FILE_ONLY : Sort.VARIABLE);
  }

  /** A key whose value only the file can give. */
  void other(String path) {
    keys.put(withoutIndices(path), Sort.FILE_ONLY);
  }

  /** A key with further keys under it. */
  void section(String path) {
    keys.put(withoutIndices(path), Sort.SECTION);
  }

  Set<String> paths() {
    return new TreeSet<>(keys.keySet());
  }

  /** Whether a variable can give that key. */
  boolean isVariable(String path) {
    return keys.get(withoutIndices(path)) == Sort.VARIABLE;
  }

  /** Whether a variable is set for a key below that one. */
  boolean hasVariableBelow(String path, Variables variables) {
    return keys.entrySet().stream()
        .filter(entry -> entry.getValue() == Sort.VARIABLE)
        .filter(entry -> entry.getKey().startsWith(path + "."))
        .anyMatch(entry -> variables.get(Variables.nameFor(entry.getKey())) != null);
  }

  /** Says which keys of the file nobody has asked for. */
  void check(String path, YamlNode node, Problems problems) {
    if (node instanceof Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        check(path + "[" + i + "]", sequence.items().get(i), problems);
      }
    }
    if (node instanceof Mapping mapping) {
      for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
        String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
        Sort sort = isName(entry.getKey()) ? keys.get(withoutIndices(key)) : null;
        if (sort == null) {
          problems.add(entry.getValue().place(), key, "unknown key; " + suggestion(key));
        } else if (sort == Sort.SECTION) {
          check(key, entry.getValue().value(), problems);
        }
      }
    }
  }

  /** What to say about variables that look as if they stood for a key, and don't. */
  List<ConfigProblem> warnings(Variables variables) {
    Map<String, String> known =
        keys.entrySet().stream()
            .filter(entry -> entry.getValue() == Sort.VARIABLE)
            .map(Map.Entry::getKey)
            .collect(Collectors.toMap(Variables::nameFor, key -> key));
    List<ConfigProblem> warnings = new ArrayList<>();
    for (String name : new TreeSet<>(variables.environment().keySet())) {
      if (name.startsWith(Variables.PREFIX) && !known.containsKey(name)) {
        String meant =
            nearest(name, known.keySet())
                .map(near -> "did you mean " + near + "?")
                .orElse("only keys with one value, outside lists, have a variable");
        String source = Place.variable(name).source();
        warnings.add(new ConfigProblem(source, 0, "", "stands for no key; " + meant));
      }
    }
    return warnings;
  }

  /** Paths have dots and brackets of their own: a key that holds some could pass for another. */
  private static boolean isName(String key) {
    return key.indexOf('.') < 0 && key.indexOf('[') < 0;
  }

  /** Without what all of them have in common, which would make any two of them alike. */
  private static Optional<String> nearest(String variable, Set<String> known) {
    int prefix = Variables.PREFIX.length();
    List<String> ends = known.stream().map(name -> name.substring(prefix)).toList();
    return Spelling.nearest(variable.substring(prefix), ends).map(Variables.PREFIX::concat);
  }

  private String suggestion(String path) {
    String key = withoutIndices(path);
    if (keys.containsKey(key)) {
      return "write its parts below each other, indented, with a colon each";
    }
    String section = key.substring(0, key.lastIndexOf('.') + 1);
    String name = key.substring(section.length());
    Set<String> siblings =
        keys.keySet().stream()
            .filter(known -> known.startsWith(section))
            .map(known -> known.substring(section.length()))
            .filter(known -> !known.isEmpty() && !known.contains(".") && !known.contains("[]"))
            .collect(Collectors.toCollection(TreeSet::new));
    Optional<String> meant = Spelling.nearest(name, siblings);
    if (meant.isEmpty()) {
      meant = keys.keySet().stream().filter(known -> known.endsWith("." + name)).findFirst();
    }
    return meant
        .map(near -> "did you mean " + near + "?")
        .orElse("known here are " + String.join(", ", siblings));
  }

  private static String withoutIndices(String path) {
    return path.replaceAll("\\[[0-9]+]", "[]");
  }
}
