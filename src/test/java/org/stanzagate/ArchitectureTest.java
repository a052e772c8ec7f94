package org.stanzagate;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors between the packages, as the root's package-info names them. */
@AnalyzeClasses(packages = "org.stanzagate", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_ARE_ACYCLIC =
      slices().matching("org.stanzagate.(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule XML_USES_NOTHING = opens("xml");

  @ArchTest static final ArchRule SPELLING_USES_NOTHING = opens("spelling");

  @ArchTest static final ArchRule LOG_USES_NOTHING = opens("log");

  /** What is said of one event can't show on another's line: it is never kept with the thread. */
  @ArchTest
  static final ArchRule NOBODY_USES_THE_MDC =
      noClasses().should().dependOnClassesThat().haveFullyQualifiedName("org.slf4j.MDC");

  @ArchTest static final ArchRule STANZA_DOORS = opens("stanza", "xml");

  @ArchTest
  static final ArchRule CONFIG_DOORS = opens("config", "stanza", "spelling", "tls", "sql");

  @ArchTest static final ArchRule TLS_USES_NOTHING = opens("tls");

  @ArchTest static final ArchRule CODEC_DOORS = opens("codec", "stanza", "xml", "spelling");

  @ArchTest static final ArchRule SANDBOX_DOORS = opens("sandbox", "entity", "stanza", "xml");

  @ArchTest static final ArchRule ENTITY_DOORS = opens("entity", "stanza", "xml");

  @ArchTest
  static final ArchRule COMPONENT_DOORS =
      opens("component", "log", "stanza", "xml", "config", "tls");

  @ArchTest static final ArchRule ROOMS_DOORS = opens("rooms", "component", "stanza", "xml");

  @ArchTest
  static final ArchRule HTTP_DOORS =
      opens(
          "http",
          "log",
          "listener",
          "console",
          "component",
          "codec",
          "outbox",
          "tls",
          "stanza",
          "xml",
          "config");

  @ArchTest
  static final ArchRule CONSOLE_DOORS =
      opens("console", "listener", "component", "outbox", "stanza", "xml");

  @ArchTest static final ArchRule LISTENER_DOORS = opens("listener", "log", "tls");

  @ArchTest
  static final ArchRule WEBHOOK_DOORS =
      opens(
          "webhook",
          "log",
          "client",
          "component",
          "codec",
          "rooms",
          "outbox",
          "stanza",
          "xml",
          "config");

  @ArchTest
  static final ArchRule CLIENT_DOORS = opens("client", "codec", "stanza", "xml", "config", "tls");

  @ArchTest
  static final ArchRule CHECKIN_DOORS =
      opens("checkin", "log", "listener", "component", "rooms", "sql", "stanza", "xml", "config");

  @ArchTest
  static final ArchRule METRICS_DOORS =
      opens("metrics", "component", "listener", "webhook", "outbox", "stanza");

  @ArchTest
  static final ArchRule ONLY_METRICS_KNOWS_MICROMETER =
      only("metrics").dependsOn("io.micrometer..", "io.prometheus..");

  @ArchTest static final ArchRule SQL_USES_NOTHING = opens("sql");

  @ArchTest
  static final ArchRule OUTBOX_DOORS = opens("outbox", "log", "sql", "stanza", "xml", "config");

  @ArchTest
  static final ArchRule ONLY_THESE_KNOW_SQL =
      only("sql", "outbox", "checkin").dependsOn("java.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule ONLY_CLIENT_KNOWS_THE_HTTP_CLIENT =
      only("client").dependsOn("org.apache.hc..");

  @ArchTest
  static final ArchRule ONLY_THESE_KNOW_UNDERTOW =
      only("listener", "http", "console", "checkin").dependsOn("io.undertow..");

  @ArchTest
  static final ArchRule ONLY_LISTENER_KNOWS_XNIO = only("listener").dependsOn("org.xnio..");

  @ArchTest
  static final ArchRule ONLY_HTTP_KNOWS_THE_BUCKETS =
      only("http").dependsOn("io.github.bucket4j..");

  @ArchTest
  static final ArchRule ONLY_THESE_KNOW_JACKSON =
      only("codec", "http", "config", "checkin").dependsOn("tools.jackson..");

  @ArchTest
  static final ArchRule ONLY_XML_KNOWS_THE_PARSER =
      only("xml").dependsOn("org.jivesoftware.smack.xml..", "com.ctc.wstx..", "javax.xml..");

  /** What a package of ours may use of ours, besides itself. */
  private static ArchRule opens(String from, String... doors) {
    String[] allowed = new String[doors.length + 1];
    allowed[0] = "org.stanzagate." + from + "..";
    for (int i = 0; i < doors.length; i++) {
      allowed[i + 1] = "org.stanzagate." + doors[i] + "..";
    }
    DescribedPredicate<JavaClass> closed =
        resideInAPackage("org.stanzagate..")
            .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(allowed)));
    return noClasses()
        .that()
        .resideInAPackage("org.stanzagate." + from + "..")
        .should()
        .dependOnClassesThat(closed)
        .allowEmptyShould(true);
  }

  private static Owners only(String... packages) {
    String[] owners = new String[packages.length];
    for (int i = 0; i < packages.length; i++) {
      owners[i] = "org.stanzagate." + packages[i] + "..";
    }
    return libraries ->
        noClasses()
            .that()
            .resideOutsideOfPackages(owners)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(libraries);
  }

  private interface Owners {
    ArchRule dependsOn(String... libraries);
  }
}
