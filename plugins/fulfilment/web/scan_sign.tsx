import { Text } from "@mantine/core";
import "./scan_sign.css";

/** A short tone: high for right, low for wrong. Text and colour say the same. */
export function sound(right: boolean) {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = right ? 1046 : 196;
    volume.gain.value = 0.08;
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + (right ? 0.12 : 0.4));
    tone.onended = () => void context.close();
}

export interface Sign {
    right: boolean;
    text: string;
}

/** What became of a scan, in words, colour and a sign. */
export function Told(props: { sign?: Sign }) {
    const { sign } = props;
    return (
        <Text role={sign && !sign.right ? "alert" : "status"} fw={700} className={sign && (sign.right ? "scan-right" : "scan-wrong")}>
            {sign && (sign.right ? "✓ " : "✗ ") + sign.text}
        </Text>
    );
}
