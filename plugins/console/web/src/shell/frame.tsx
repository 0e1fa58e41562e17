import { ActionIcon, Badge, Button, Menu, Modal, Table, Text, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { Suspense, useEffect, useRef, useState } from "react";
import { useActiveShortcuts, useShortcuts } from "../kit/keys";
import { useOutbox } from "../kit/outbox";
import { useGo } from "../kit/screen";
import { Slot } from "../kit/slot";
import { type Language, languages, useTexts } from "../i18n/text";
import { useRegistry } from "./contributions";
import { Bell } from "./notifications";
import { Palette } from "./palette";
import { keepChoice, useMe } from "./session";

/** In the order of a campaign's round; who may do only a part of it sees only that. */
const kGroups = ["plan", "people", "desk", "intake", "replies", "goods", "insight", "administration"];

/** A link of the menu. The router's own reckons the whole route again for each of them, a tenth of a second for all. */
function MenuLink(props: { to: string; here: boolean; children: string }) {
    const go = useGo();
    return (
        <a
            href={props.to}
            className={props.here ? "active" : undefined}
            aria-current={props.here ? "page" : undefined}
            onClick={(e) => {
                if (e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
                e.preventDefault();
                go(props.to);
            }}
        >
            {props.children}
        </a>
    );
}

function Navigation(props: { open: boolean; path: string }) {
    const { t } = useTexts();
    const { pages } = useRegistry();
    const isHere = (to: string) => props.path === to || props.path.startsWith(to + "/");
    const own = useRef<HTMLElement>(null);
    // The menu is longer than most screens: where one is stands in view. Newer browsers answer scrolling with a promise, which must not
    // be taken for a way to clean up.
    useEffect(() => void own.current?.querySelector(".active")?.scrollIntoView({ block: "nearest" }), [props.path]);
    const groups = [...new Set([...kGroups, ...pages.map((p) => p.group ?? "")])].filter(
        (g) => g && pages.some((p) => p.group === g),
    );
    return (
        <nav ref={own} className={"frame-nav" + (props.open ? " open" : "")} aria-label={t("shell.navigation")}>
            <MenuLink to="/" here={props.path === "/"}>
                {t("start.title")}
            </MenuLink>
            {groups.map((g) => (
                <section key={g} aria-label={t("group." + g)}>
                    <h2>{t("group." + g)}</h2>
                    {pages
                        .filter((p) => p.group === g)
                        .map((p) => (
                            <MenuLink key={p.path} to={p.path} here={isHere(p.path)}>
                                {t(p.title)}
                            </MenuLink>
                        ))}
                </section>
            ))}
        </nav>
    );
}

function ShortcutSheet(props: { opened: boolean; onClose: () => void }) {
    const { t } = useTexts();
    const list = useActiveShortcuts();
    const [single, setSingle] = useState(localStorage.getItem("rejoinder.single-keys") !== "off");
    return (
        <Modal opened={props.opened} onClose={props.onClose} title={t("keys.title")} closeButtonProps={{ "aria-label": t("shell.close") }}>
            <Table>
                <Table.Tbody>
                    {list.map((s, i) => (
                        <Table.Tr key={s.key + i}>
                            <Table.Td>
                                <kbd>{s.key}</kbd>
                            </Table.Td>
                            <Table.Td>{s.label}</Table.Td>
                        </Table.Tr>
                    ))}
                    <Table.Tr>
                        <Table.Td>
                            <kbd>↑ ↓ Enter</kbd>
                        </Table.Td>
                        <Table.Td>{t("keys.lists")}</Table.Td>
                    </Table.Tr>
                </Table.Tbody>
            </Table>
            <Button
                mt="sm"
                size="xs"
                variant="default"
                onClick={() => {
                    localStorage.setItem("rejoinder.single-keys", single ? "off" : "on");
                    setSingle(!single);
                }}
            >
                {t(single ? "keys.off" : "keys.on")}
            </Button>
        </Modal>
    );
}

/** Header, menu and the page; the same for everybody, filled by what plugins contribute. */
export function Frame(props: { onLanguage: (l: Language) => void; onSignOut: () => void }) {
    const { t, language } = useTexts();
    const me = useMe();
    const go = useGo();
    const { pages } = useRegistry();
    const path = useRouterState({ select: (s) => s.location.pathname });
    const [palette, setPalette] = useState(false);
    const [sheet, setSheet] = useState(false);
    const [menu, setMenu] = useState(false);
    const waiting = useOutbox();
    const { setColorScheme } = useMantineColorScheme();
    const scheme = useComputedColorScheme("light");
    const wide = pages.find((p) => p.path === path)?.wide;
    useEffect(() => setMenu(false), [path]);
    useShortcuts([
        { key: "Ctrl+K", label: t("palette.title"), act: () => setPalette(true), when: !palette },
        { key: "F1", label: t("keys.title"), act: () => setSheet(true) },
        { key: "?", label: t("keys.title"), act: () => setSheet(true) },
    ]);
    return (
        <div className="frame">
            <a className="skip" href="#main">
                {t("shell.skip")}
            </a>
            <header className="frame-head">
                <Button className="frame-menu" size="compact-sm" variant="default" aria-expanded={menu} onClick={() => setMenu(!menu)}>
                    {t("shell.menu")}
                </Button>
                <Link to={"/" as never} className="frame-name" aria-label={"Rejoinder: " + t("start.title")}>
                    <img src="/favicon.svg" width={20} height={20} alt="" />
                    <span className="head-wide">Rejoinder</span>
                </Link>
                <button type="button" className="search-button" onClick={() => setPalette(true)}>
                    <span>{t("palette.hint")}</span>
                    <kbd className="head-wide">Ctrl+K</kbd>
                </button>
                <div style={{ flex: 1 }} className="head-wide" />
                <Slot name="head" quiet />
                <Bell />
                {waiting.length > 0 && (
                    <Badge color="orange" variant="filled" role="status">
                        {t("shell.waiting", { count: waiting.length })}
                    </Badge>
                )}
                <ActionIcon variant="default" aria-label={t("keys.title")} onClick={() => setSheet(true)} className="head-wide">
                    ?
                </ActionIcon>
                <Menu position="bottom-end" shadow="md" width={220}>
                    <Menu.Target>
                        <Button size="compact-sm" variant="default">
                            {me.displayName}
                        </Button>
                    </Menu.Target>
                    <Menu.Dropdown>
                        <Menu.Item onClick={() => go("/profile")}>{t("profile.title")}</Menu.Item>
                        <Menu.Item onClick={() => {
                                const next = scheme === "dark" ? "light" : "dark";
                                setColorScheme(next);
                                void keepChoice({ theme: next });
                            }}>
                            {t(scheme === "dark" ? "shell.light" : "shell.dark")}
                        </Menu.Item>
                        <Menu.Divider />
                        {Object.entries(languages).map(([l, name]) => (
                            <Menu.Item key={l} lang={l} onClick={() => props.onLanguage(l as Language)} aria-current={l === language}>
                                {(l === language ? "● " : "○ ") + name}
                            </Menu.Item>
                        ))}
                        <Menu.Divider />
                        <Menu.Item onClick={props.onSignOut}>{t("shell.signOut")}</Menu.Item>
                    </Menu.Dropdown>
                </Menu>
            </header>
            <Navigation open={menu} path={path} />
            <main id="main" className={"frame-main" + (wide ? " wide" : "")} tabIndex={-1}>
                <Suspense fallback={<Text c="dimmed">{t("shell.loading")}</Text>}>
                    <Outlet />
                </Suspense>
            </main>
            <Palette opened={palette} onClose={() => setPalette(false)} />
            <ShortcutSheet opened={sheet} onClose={() => setSheet(false)} />
        </div>
    );
}
