package io.steelyard.cli;

import io.steelyard.model.Decision;
import io.steelyard.web.Entry;
import io.steelyard.web.Journal;
import io.steelyard.web.TextTable;
import io.steelyard.web.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** What the agent sees and does, as text: a screen that is drawn again and again, or lines that follow each other. */
final class LiveTable {

    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";
    private static final int CHANGES = 8;

    private final Journal journal;
    private long told;

    LiveTable(Journal journal) {
        this.journal = journal;
    }

    /** A whole screen: the table, then the last changes. */
    String screen() {
        View view = journal.view();
        StringBuilder text =
                new StringBuilder(HOME_AND_CLEAR).append(TextTable.of(view)).append("\nLAST CHANGES\n");
        changes(view)
                .limit(CHANGES)
                .forEach(change -> text.append(TextTable.line(change)).append('\n'));
        return text.toString();
    }

    /** One line for each change since the last call, and one for each endpoint. */
    String lines() {
        View view = journal.view();
        List<Entry> news = new ArrayList<>(
                changes(view).filter(change -> change.sequence() > told).toList());
        Collections.reverse(news);
        StringBuilder text = new StringBuilder();
        news.forEach(change -> text.append(TextTable.line(change)).append('\n'));
        told = news.isEmpty() ? told : news.get(news.size() - 1).sequence();
        view.endpoints()
                .forEach(endpoint -> text.append(TextTable.line(endpoint)).append('\n'));
        return text.isEmpty() ? TextTable.headline(view) + "\n" : text.toString();
    }

    /** The newest first; those under way are told when they have ended. */
    private static Stream<Entry> changes(View view) {
        return view.entries().stream()
                .filter(entry -> entry.decision() instanceof Decision.Reweigh)
                .filter(entry -> entry.outcome().isPresent());
    }
}
