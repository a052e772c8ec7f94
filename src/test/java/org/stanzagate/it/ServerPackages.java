package org.stanzagate.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.opentest4j.TestAbortedException;

/**
 * The XMPP servers of this machine: found on the PATH, or installed where that can be done. The
 * tests of one that is not to be had are left out, and the end of the build tells of them; with
 * {@code STANZAGATE_REQUIRE_SERVERS=true} they fail.
 */
final class ServerPackages {
  private static final Path SKIPPED = Path.of("target", "skipped-servers.txt");
  private static final Path LOCK = Path.of("target", "install.lock");
  private static final Duration INSTALLATION = Duration.ofMinutes(8);

  private ServerPackages() {}

  /** Whether a server can be started; if not, why. */
  record Found(Optional<String> problem) {
    static final Found YES = new Found(Optional.empty());

    void orSkip() {
      if (problem.isPresent()) {
        throw new TestAbortedException(problem.get());
      }
    }
  }

  /**
   * Sees to it that a server's programs are there.
   *
   * @param unusable why they can't be used, once they are there
   * @throws IllegalStateException if they are not, though they are required
   */
  static Found provide(
      String debianPackage, List<String> programs, Supplier<Optional<String>> unusable) {
    Optional<String> problem = install(debianPackage, programs).or(unusable);
    if (problem.isEmpty()) {
      return Found.YES;
    }
    if (Boolean.parseBoolean(System.getenv("STANZAGATE_REQUIRE_SERVERS"))) {
      throw new IllegalStateException(
          "STANZAGATE_REQUIRE_SERVERS asks for %s: %s".formatted(debianPackage, problem.get()));
    }
    report("The tests on %s were skipped: %s".formatted(debianPackage, problem.get()));
    return new Found(problem);
  }

  /** Where a program is that is there. */
  static Path path(String program) {
    return find(program).orElseThrow(() -> new IllegalStateException("no " + program + " here"));
  }

  /** One fork after the other, for both would change the machine's policy for new services. */
  private static Optional<String> install(String debianPackage, List<String> programs) {
    try (FileChannel file =
        FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var unused = file.lock(); // until it is closed
      return installHere(debianPackage, programs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> installHere(String debianPackage, List<String> programs) {
    if (areThere(programs)) {
      return Optional.empty();
    }
    if (!canInstall()) {
      return Optional.of(
          "%s not on the PATH, and the build installs only on Debian, as root"
              .formatted(String.join(" and ", programs)));
    }
    Path log = FailureLogs.file("install-" + debianPackage);
    ChildProcess installer =
        ChildProcess.start(
            log, List.of("sh", Resources.file("install.sh").toString(), debianPackage));
    int exit = installer.awaitExit(INSTALLATION);
    if (exit == 0 && areThere(programs)) {
      return Optional.empty();
    }
    return Optional.of("the installation failed (exit %d), see %s".formatted(exit, log));
  }

  private static boolean areThere(List<String> programs) {
    return programs.stream().allMatch(program -> find(program).isPresent());
  }

  /** Where a program is. */
  static Optional<Path> find(String program) {
    // An ordinary user's PATH may lack the folders where Debian puts servers.
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin:/usr/local/sbin";
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder, program);
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static boolean canInstall() {
    return Files.exists(Path.of("/etc/debian_version"))
        && find("apt-get").isPresent()
        && System.getProperty("user.name").equals("root");
  }

  private static void report(String line) {
    try {
      Files.writeString(SKIPPED, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
