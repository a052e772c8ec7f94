package org.stanzagate.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.stanzagate.config.YamlNode.Entry;
import org.stanzagate.config.YamlNode.Mapping;
import org.stanzagate.config.YamlNode.Refused;
import org.stanzagate.config.YamlNode.Scalar;
import org.stanzagate.config.YamlNode.Sequence;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads YAML into nodes that know their lines. Of YAML it takes what a configuration needs: one
 * document of mappings, sequences and scalars. Duplicate keys, aliases, tags and deep nesting are
 * problems, so that nothing can be overlooked, and a small file stays small.
 */
final class YamlReader {
  private static final int MAX_DEPTH = 16;

  private final String source;
  private final YAMLParser parser;
  private final Problems problems;

  private YamlReader(String source, YAMLParser parser, Problems problems) {
    this.source = source;
    this.parser = parser;
    this.problems = problems;
  }

  /**
   * The mapping that the file is.
   *
   * @throws ConfigException if it is no YAML at all; lesser faults go to the problems
   */
  static Mapping read(String source, String yaml, Problems problems) throws ConfigException {
    try (YAMLParser parser =
        (YAMLParser) new YAMLFactory().createParser(ObjectReadContext.empty(), yaml)) {
      return new YamlReader(source, parser, problems).document();
    } catch (JacksonException e) {
      Problems syntax = new Problems();
      int line = e.getLocation() == null ? 0 : Math.max(e.getLocation().getLineNr(), 0);
      String message = e.getOriginalMessage();
      if (e.getCause() instanceof MarkedYamlEngineException marked
          && marked.getProblemMark().isPresent()) {
        line = marked.getProblemMark().get().getLine() + 1;
        message = marked.getProblem();
      }
      syntax.add(
          new Place(source, line),
          "",
          "is not YAML here: "
              + message
              + "; indent with blanks, and put text with [ ] { } : # @ * & ! % in quotes");
      throw syntax.exception();
    }
  }

  private Mapping document() {
    Place start = new Place(source, 1);
    YamlNode root = parser.nextToken() == null ? new Scalar("", false, start) : node("", 0);
    if (parser.nextToken() != null) {
      problems.add(place(), "", "begins a second YAML document; one file holds one configuration");
    }
    if (root instanceof Mapping mapping) {
      return mapping;
    }
    if (root.isNothing()) {
      problems.add(new Place(source, 0), "", "is empty; start from conf/stanzagate.yml");
    } else if (!(root instanceof Refused)) {
      problems.add(root.place(), "", "must hold keys at its top, like component:");
    }
    return new Mapping(Map.of(), start);
  }

  /** Of the current token, which is its first. */
  private YamlNode node(String path, int depth) {
    Place place = place();
    if (parser.isCurrentAlias()) {
      return refuse(place, path, "YAML aliases (*) are not supported; write the value out");
    }
    if (parser.getTypeId() != null) {
      return refuse(place, path, "YAML tags (!) are not supported; put text in quotes");
    }
    if (depth == MAX_DEPTH) {
      return refuse(place, path, "is nested deeper than any key of the configuration");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(path, depth, place);
      case START_ARRAY -> sequence(path, depth, place);
      case VALUE_NULL -> new Scalar("", false, place);
      default -> new Scalar(text(), false, place);
    };
  }

  /** The parser knows {@code null} for nothing, but not its shorter form. */
  private String text() {
    String text = parser.getString();
    return text.equals("~") ? "" : text;
  }

  private Refused refuse(Place place, String path, String message) {
    problems.add(place, path, message);
    parser.skipChildren();
    return new Refused(place);
  }

  private Mapping mapping(String path, int depth, Place place) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.getString();
      Place keyPlace = place();
      parser.nextToken();
      String keyPath = path.isEmpty() ? key : path + "." + key;
      Entry entry = new Entry(keyPlace, node(keyPath, depth + 1));
      Entry first = entries.putIfAbsent(key, entry);
      if (first != null) {
        problems.add(
            keyPlace, keyPath, "is there already in line " + first.place().line() + "; keep one");
      }
    }
    return new Mapping(entries, place);
  }

  private Sequence sequence(String path, int depth, Place place) {
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(path + "[" + items.size() + "]", depth + 1));
    }
    return new Sequence(items, place);
  }

  private Place place() {
    return new Place(source, parser.currentTokenLocation().getLineNr());
  }
}
