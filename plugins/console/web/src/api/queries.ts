import { keepPreviousData, QueryClient, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type AnswerOf, type PathsOf, Problem, type QueryOf, request } from "./client";

export const queries = new QueryClient({
    defaultOptions: {
        queries: {
            staleTime: 15_000,
            refetchOnWindowFocus: true,
            retry: (count, error) => error instanceof Problem && error.offline && count < 3,
        },
    },
});

export interface AskOptions<P extends PathsOf<"get">> {
    path?: Record<string, string>;
    query?: QueryOf<P, "get">;
    enabled?: boolean;
    every?: number;
    stale?: number;
    keep?: boolean;
}

/** What a GET answers, kept and refreshed. */
export function useGet<P extends PathsOf<"get">>(path: P, options: AskOptions<P> = {}) {
    return useQuery<AnswerOf<P, "get">, Problem>({
        queryKey: [path, options.path ?? {}, options.query ?? {}],
        queryFn: ({ signal }) => request("GET", path, { path: options.path, query: options.query as never, signal }) as Promise<AnswerOf<P, "get">>,
        enabled: options.enabled ?? true,
        refetchInterval: options.every,
        staleTime: options.stale,
        placeholderData: options.keep ? keepPreviousData : undefined,
    });
}

type ItemOf<P extends PathsOf<"get">> =
    NonNullable<AnswerOf<P, "get">> extends { items?: (infer T)[] | undefined } ? T : never;

/** A list that the server hands out in pages. */
export function usePages<P extends PathsOf<"get">>(path: P, query: Record<string, unknown> = {}, enabled = true) {
    type Page = { items?: ItemOf<P>[]; nextCursor?: string | null };
    const ask = (cursor: string | undefined, limit: number, signal?: AbortSignal) =>
        request("GET", path, { query: { limit, ...query, cursor }, signal }) as Promise<Page>;
    const found = useInfiniteQuery<Page, Problem>({
        queryKey: [path, "pages", query],
        queryFn: ({ pageParam, signal }) => ask(pageParam as string | undefined, 200, signal),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last) => last.nextCursor || undefined,
        enabled,
        placeholderData: keepPreviousData,
    });
    const rows = useMemo(() => found.data?.pages.flatMap((page) => page.items ?? []) ?? [], [found.data]);
    const more = {
        has: !!found.hasNextPage,
        load: () => void found.fetchNextPage(),
        busy: found.isFetchingNextPage,
        /** The whole list, for a file. */
        all: async () => {
            const all = [...rows];
            for (let next = found.data?.pages.at(-1)?.nextCursor; next; ) {
                const page = await ask(next, 1000);
                all.push(...(page.items ?? []));
                next = page.nextCursor;
            }
            return all;
        },
    };
    return { ...found, rows, more };
}

/** Makes everything that was asked below these paths be asked again. */
export async function refresh(...paths: string[]) {
    await queries.invalidateQueries({
        predicate: (query) => paths.some((p) => String(query.queryKey[0]).startsWith(p)),
    });
}
