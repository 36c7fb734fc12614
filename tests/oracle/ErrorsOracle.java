import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;

/** Prints code, symbol and whether the error is retriable, for every error code of the protocol. */
public class ErrorsOracle {
    public static void main(String[] args) {
        for (Errors error : Errors.values()) {
            System.out.println(error.code() + "\t" + error.name() + "\t" + (error.exception() instanceof RetriableException));
        }
    }
}
