import { useGet } from "@rejoinder/console";
import { Picture } from "./picture";

/** The card behind a clearing entry, beside the candidates. */
export default function ClearingPicture(props: { clearingId?: string }) {
    const { data } = useGet("/scan-pages", { query: { clearingId: props.clearingId } as never, enabled: !!props.clearingId });
    const page = data?.items?.[0];
    return page ? <Picture page={page} /> : null;
}
