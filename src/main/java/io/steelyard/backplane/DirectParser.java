package io.steelyard.backplane;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Jackson's parser of UTF-8 with two short cuts for an input that is whole in memory. A text of plain ASCII becomes a
 * String straight from the bytes; and the rest of an object whose bytes are those of an object parsed before is passed
 * over without parsing it again. Everything else, and every fault, is Jackson's.
 */
final class DirectParser extends UTF8StreamJsonParser {

    private final int longestText;

    private DirectParser(
            IOContext context, int features, ByteQuadsCanonicalizer symbols, byte[] bytes, int from, int end) {
        super(context, features, null, null, symbols, bytes, from, end, 0, false);
        this.longestText = streamReadConstraints().getMaxStringLength();
    }

    /** Makes these parsers for inputs in memory. */
    static final class Factory extends JsonFactory {

        private static final long serialVersionUID = 1L;

        Factory(com.fasterxml.jackson.core.JsonFactoryBuilder settings) {
            super(settings);
        }

        @Override
        protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context) {
            return new DirectParser(
                    context,
                    _parserFeatures,
                    _byteSymbolCanonicalizer.makeChildOrPlaceholder(_factoryFeatures),
                    data,
                    offset,
                    offset + length);
        }
    }

    @Override
    public String getText() throws IOException {
        if (_currToken == JsonToken.VALUE_STRING && _tokenIncomplete) {
            int from = _inputPtr;
            int end = Math.min(_inputEnd, from + longestText);
            int at = from;
            while (at < end && _inputBuffer[at] >= ' ' && _inputBuffer[at] != '"' && _inputBuffer[at] != '\\') {
                at++;
            }
            if (at < end && _inputBuffer[at] == '"') {
                String text = new String(_inputBuffer, from, at - from, StandardCharsets.ISO_8859_1);
                _textBuffer.resetWithString(text);
                _tokenIncomplete = false;
                _inputPtr = at + 1;
                return text;
            }
        }
        return super.getText();
    }

    /** Where the byte after the present token is. */
    int position() {
        return _inputPtr;
    }

    /** The eight bytes there, as a number; 0 if there are not so many. */
    long peek(int offset) {
        int at = _inputPtr + offset;
        if (at + Long.BYTES > _inputEnd) {
            return 0;
        }
        long word = 0;
        for (int each = 0; each < Long.BYTES; each++) {
            word = word << 8 | (_inputBuffer[at + each] & 0xff);
        }
        return word;
    }

    /**
     * At the start of an object: if what follows are the bytes from one position to another, which are the rest of an
     * object parsed before, goes to its end.
     */
    boolean passSame(int from, int end) {
        int stop = _inputPtr + end - from;
        if (_currToken != JsonToken.START_OBJECT
                || stop > _inputEnd
                || !Arrays.equals(_inputBuffer, from, end, _inputBuffer, _inputPtr, stop)) {
            return false;
        }
        _inputPtr = stop;
        _parsingContext = _parsingContext.clearAndGetParent();
        _currToken = JsonToken.END_OBJECT;
        return true;
    }
}
