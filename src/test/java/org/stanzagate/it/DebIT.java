package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Debian package, installed and removed on a copy of this machine that is thrown away. */
@Tag("slow") // whichever JDK runs the tests, the package takes the system's
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DebIT {
  private static final Path DEB = Path.of("target", "stanzagate.deb");
  private static final Path TRY = Path.of("src", "test", "resources", "deb", "try.sh");
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @BeforeAll
  static void needDebianAndRoot() {
    assumeTrue(Files.exists(Path.of("/usr/bin/dpkg")), "no Debian");
    assumeTrue(canTry(), "no overlay can be mounted here, which takes root");
  }

  private static boolean canTry() {
    try {
      return inOverlay("true").isEmpty();
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static String inOverlay(String script) {
    return ChildProcess.run(
        LIMIT,
        List.of(
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "sh",
            TRY.toString(),
            DEB.toString(),
            script));
  }

  /** What each step printed: a step begins with its name as {@code == name}. */
  private static Map<String, String> steps(String script) {
    return Arrays.stream(inOverlay(script).split("(?m)^== "))
        .filter(step -> !step.isBlank())
        .collect(
            Collectors.toMap(
                step -> step.lines().findFirst().orElseThrow(), DebIT::afterFirstLine));
  }

  private static String afterFirstLine(String step) {
    return step.lines().skip(1).collect(Collectors.joining("\n"));
  }

  @Test
  void itInstallsStartsNothingAndLeavesNothingBehind() {
    Map<String, String> steps =
        steps(
            """
            install() { dpkg --force-depends,confold,unsafe-io -i /tmp/stanzagate.deb 2>&1; }
            left() { find /etc /usr/bin /usr/share /usr/lib /var/lib -maxdepth 4 -path '*stanzagate*' | sort; }

            echo "== install"; install
            echo "== files"; stat -c '%a %U:%G %n' /etc/stanzagate/stanzagate.yml \
              /usr/share/stanzagate/stanzagate.jar /usr/bin/stanzagate
            echo "== user"; getent passwd stanzagate
            echo "== enabled"; ls /etc/systemd/system/multi-user.target.wants/stanzagate.service
            echo "== unit"; systemd-analyze verify --man=no stanzagate.service 2>&1
            echo "== hardened"
            systemd-analyze security --offline=true stanzagate.service 2>&1 | tail -n 1
            echo "== version"; stanzagate --version
            echo "== no secret"; stanzagate check --config /etc/stanzagate/stanzagate.yml 2>&1
            echo $?
            echo "== secret"; echo s3cret > /etc/stanzagate/component-secret
            stanzagate check --config /etc/stanzagate/stanzagate.yml 2>&1
            echo "== upgrade"; chgrp root /etc/stanzagate/stanzagate.yml
            echo "# mine" >> /etc/stanzagate/stanzagate.yml; install
            tail -n 1 /etc/stanzagate/stanzagate.yml
            echo "== after"; stat -c '%a %U:%G' /etc/stanzagate/stanzagate.yml
            echo "== remove"; dpkg -r stanzagate 2>&1
            echo "== kept"; ls /etc/stanzagate
            echo "== purge"; mkdir /var/lib/stanzagate; touch /var/lib/stanzagate/stanzagate.db
            dpkg -P stanzagate 2>&1
            echo "== left"; left
            echo "== end"
            """);

    assertThat(steps.get("install")).contains("Setting up stanzagate");
    assertThat(steps.get("files"))
        .isEqualTo(
            """
            640 root:stanzagate /etc/stanzagate/stanzagate.yml
            644 root:root /usr/share/stanzagate/stanzagate.jar
            755 root:root /usr/bin/stanzagate""");
    assertThat(steps.get("user")).contains(":/var/lib/stanzagate:").endsWith("/nologin");
    assertThat(steps.get("enabled")).endsWith("/stanzagate.service");
    assertThat(steps.get("unit")).doesNotContain("stanzagate.service:");
    assertThat(steps.get("hardened")).contains("stanzagate.service: 1.");
    assertThat(steps.get("version")).startsWith("stanzagate ");
    assertThat(steps.get("no secret"))
        .contains("component.secret_file", "there is no such file")
        .endsWith("\n2");
    assertThat(steps.get("secret")).isEqualTo("ok");
    assertThat(steps.get("upgrade")).endsWith("# mine");
    assertThat(steps.get("after")).isEqualTo("640 root:stanzagate");
    assertThat(steps.get("kept")).contains("component-secret", "stanzagate.yml");
    assertThat(steps.get("left")).isEmpty();
    assertThat(steps).containsKey("end");
  }
}
