package io.steelyard;

/** The program. */
public final class Steelyard {

    private Steelyard() {}

    public static void main(String[] args) {}
}
