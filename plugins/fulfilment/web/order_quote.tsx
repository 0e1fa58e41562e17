import { Panel, Facts, type Schemas, api, useTexts } from "@rejoinder/console";
import { useEffect, useState } from "react";

export type Quote = Schemas["OrderQuote"];

/** What an order would come to, asked again a moment after each change; what cannot be ordered yet says nothing. */
export function useQuote(body: object | undefined) {
    const [quote, setQuote] = useState<Quote>();
    const asked = body && JSON.stringify(body);
    useEffect(() => {
        setQuote(undefined);
        if (!asked) return;
        let current = true;
        const wait = setTimeout(() => {
            api.post("/orders/quotes", { body: JSON.parse(asked) as never }).then(
                (found) => current && setQuote(found),
                () => {}, // its faults are told when it is saved
            );
        }, 300);
        return () => {
            current = false;
            clearTimeout(wait);
        };
    }, [asked]);
    return quote;
}

/** Goods, shipping and total, before anything is saved. */
export function QuoteView(props: { quote?: Quote }) {
    const { t, money } = useTexts();
    const q = props.quote;
    return (
        <div role="status" aria-live="polite">
            {q && (
                <Panel>
                    <Facts
                        items={[
                            [t("orders.value"), money(q.valueMinor, q.currency)],
                            [q.shipping?.name || t("orders.shippingCharge"), money(q.shippingMinor, q.currency)],
                            [t("orders.total"), money(q.totalMinor, q.currency)],
                        ]}
                    />
                </Panel>
            )}
        </div>
    );
}
