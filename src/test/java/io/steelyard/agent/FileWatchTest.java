package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

class FileWatchTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("s.yaml");
        Files.writeString(file, "one");
    }

    @Test
    void a_file_that_stays_as_it_is_is_never_told() {
        FileWatch watch = new FileWatch(file);

        assertThat(watch.changed()).isFalse();
        assertThat(watch.changed()).isFalse();
    }

    @Test
    void a_file_that_is_still_being_written_is_waited_for() throws IOException {
        FileWatch watch = new FileWatch(file);

        Files.writeString(file, "half ");
        assertThat(watch.changed()).isFalse();
        Files.writeString(file, "half and whole");
        assertThat(watch.changed()).isFalse();
        assertThat(watch.changed()).isTrue();
        assertThat(watch.changed()).isFalse();
    }

    @Test
    void what_somebody_else_has_read_meanwhile_is_not_told_but_what_comes_after_it_is() throws IOException {
        FileWatch watch = new FileWatch(file);

        Files.writeString(file, "read on a signal");
        watch.taken();
        assertThat(watch.changed()).isFalse();
        assertThat(watch.changed()).isFalse();
        Files.writeString(file, "written after it");
        assertThat(watch.changed()).isFalse();
        assertThat(watch.changed()).isTrue();
    }

    @Test
    void an_editor_that_writes_beside_and_renames_is_noticed() throws IOException {
        FileWatch watch = new FileWatch(file);

        Path beside = Files.writeString(folder.resolve("s.yaml~"), "two");
        Files.setLastModifiedTime(beside, Files.getLastModifiedTime(file));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        assertThat(watch.changed()).isFalse();
        assertThat(watch.changed()).isTrue();
    }

    @Test
    void a_Kubernetes_volume_whose_link_is_swapped_is_noticed() throws IOException {
        Path first = Files.createDirectory(folder.resolve("..2026_1"));
        Path second = Files.createDirectory(folder.resolve("..2026_2"));
        Files.writeString(first.resolve("mounted.yaml"), "one");
        Files.writeString(second.resolve("mounted.yaml"), "two");
        Files.setLastModifiedTime(
                second.resolve("mounted.yaml"), Files.getLastModifiedTime(first.resolve("mounted.yaml")));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        Path mounted = Files.createSymbolicLink(folder.resolve("mounted.yaml"), Path.of("..data/mounted.yaml"));
        FileWatch watch = new FileWatch(mounted);

        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), second.getFileName());
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        assertThat(watch.changed()).isFalse();
        assertThat(watch.changed()).isTrue();
    }

    @Test
    void a_file_that_is_gone_is_no_change_until_another_is_there() throws IOException {
        FileWatch watch = new FileWatch(file);

        Files.delete(file);
        assertThat(watch.changed()).isFalse();
        assertThat(watch.changed()).isFalse();
        Files.writeString(file, "three");
        assertThat(watch.changed()).isFalse();
        assertThat(watch.changed()).isTrue();
    }

    @Test
    void it_looks_once_a_second_and_no_oftener() throws IOException {
        VirtualTime time = new VirtualTime();
        List<Path> told = new ArrayList<>();
        FileWatch watch = new FileWatch(file);
        Disposable watching = watch.changes(time.scheduler()).subscribe(told::add);

        Files.writeString(file, "another");
        time.pass(Duration.ofMillis(1999));
        assertThat(told).isEmpty();
        time.pass(Duration.ofMillis(1));
        assertThat(told).containsExactly(file);
        watching.dispose();
    }
}
