package io.steelyard.cli;

import io.steelyard.model.Mode;
import java.util.Arrays;
import java.util.Iterator;

/** The modes, for completion. */
final class ModeNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Mode.values()).map(Mode::label).iterator();
    }
}
