package org.stanzagate.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.stanzagate.component.ScriptedStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard in conf asks for nothing that isn't there, and for all that is our own. */
class DashboardTest {
  private static final Pattern NAME = Pattern.compile("\\b(?:stanzagate|jvm|process)_[a-z0-9_]+");
  private static final Pattern LABEL = Pattern.compile("by \\(([a-z, ]+)\\)|\\{\\{([a-z]+)}}");
  private static final Pattern LABELS = Pattern.compile("[{,]([a-z]+)=\"");

  /** What Prometheus itself adds. */
  private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

  private static JsonNode dashboard() {
    return JsonMapper.shared().readTree(Path.of("conf", "grafana-dashboard.json").toFile());
  }

  private static List<String> expressions() {
    List<String> all = new ArrayList<>();
    for (JsonNode panel : dashboard().get("panels")) {
      for (JsonNode target : panel.get("targets")) {
        all.add(target.get("expr").asString() + " " + target.get("legendFormat").asString());
      }
    }
    for (JsonNode variable : dashboard().get("templating").get("list")) {
      if (variable.has("definition")) {
        all.add(variable.get("definition").asString());
      }
    }
    return all;
  }

  @Test
  void everyNameAndLabelIsOneThatMetricsGives() {
    String text = text();
    Set<String> given =
        text.lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.replaceFirst("[{ ].*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> labels =
        LABELS.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
    assertThat(expressions())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            expression -> {
              Matcher names = NAME.matcher(expression);
              assertThat(names.results().map(found -> found.group()))
                  .isNotEmpty()
                  .allMatch(given::contains);
              for (var found : LABEL.matcher(expression).results().toList()) {
                String group = found.group(1) == null ? found.group(2) : found.group(1);
                assertThat(group.split(", "))
                    .allMatch(label -> labels.contains(label) || OF_PROMETHEUS.contains(label));
              }
            });
  }

  @Test
  void allThatIsOurOwnIsShown() {
    Set<String> shown =
        expressions().stream()
            .flatMap(expression -> NAME.matcher(expression).results())
            .map(found -> family(found.group()))
            .collect(Collectors.toSet());
    assertThat(text().lines())
        .filteredOn(line -> line.startsWith("stanzagate_"))
        .extracting(line -> family(line.replaceFirst("[{ ].*", "")))
        .isSubsetOf(shown);
  }

  private static String family(String name) {
    return name.replaceFirst("(?<=_seconds)_(?:bucket|count|sum|max)$", "");
  }

  /** One with everything in it. */
  private static String text() {
    try (Metrics metrics = new Metrics("1")) {
      metrics.watch(new ScriptedStream(), new OneCallback());
      metrics.watchJvm();
      metrics.requests().over("/rest", 202, Duration.ofMillis(1));
      metrics.posts().posted("bots", 200, Duration.ofMillis(1));
      // The time of collections is there from the first one on.
      Awaitility.await()
          .until(
              () -> {
                ManagementFactory.getMemoryMXBean().gc();
                return metrics.text("").join().text().contains("jvm_gc_pause_seconds_sum");
              });
      return metrics.text("").join().text();
    }
  }
}
