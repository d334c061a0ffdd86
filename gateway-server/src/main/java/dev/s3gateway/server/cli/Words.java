package dev.s3gateway.server.cli;

import picocli.CommandLine.Model.CommandSpec;

/** What a running gateway refuses is told in a sentence, and the command ends with {@link Program#UNUSABLE}. */
final class Words {

    private Words() {}

    interface Work {
        int run() throws InterruptedException;
    }

    static int of(CommandSpec spec, Work work) throws InterruptedException {
        try {
            return work.run();
        } catch (RunningGateway.Refused refused) {
            spec.commandLine().getErr().println("s3gateway: " + refused.words());
            return Program.UNUSABLE;
        }
    }
}
