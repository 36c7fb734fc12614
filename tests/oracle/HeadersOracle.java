import org.apache.kafka.common.message.ApiMessageType;

/** Prints the versions of the headers that go with every version of every API: key, version, request's, response's. */
public class HeadersOracle {
    public static void main(String[] args) {
        for (ApiMessageType api : ApiMessageType.values()) {
            for (short version = api.lowestSupportedVersion(); version <= api.highestSupportedVersion(true); version++) {
                System.out.println(api.apiKey() + "\t" + version + "\t" + api.requestHeaderVersion(version) + "\t"
                    + api.responseHeaderVersion(version));
            }
        }
    }
}
