const FIRST_QUERY = `# Các mục tiêu của Kế hoạch 276
# tính đến ngày 31/12/2023.
# Đăng nhập ở thanh trên, rồi
# bấm nút chạy hoặc Ctrl-Enter.
{
  targets(programme: "KH-276", asOf: "2023-12-31") {
    target {
      code
    }
    numerator
    denominator
    display
    status
    gap {
      byReplacement
      byAddition
    }
    slack
  }
}
`;

const SEVERAL_OPERATIONS = `# Nhiều truy vấn trong một văn bản:
# nút chạy hỏi chạy truy vấn nào.
query WhoAmI {
  me {
    username
    role
    classes
    units {
      code
      name
    }
  }
}

query Communes($asOf: Date!) {
  units(asOf: $asOf, where: { inScope: true, kinds: [COMMUNE, TOWNSHIP] }, first: 50) {
    totalCount
    nodes {
      code
      name
      kind
    }
  }
}
`;

/** What a reader finds who opens the playground for the first time; later GraphiQL restores the tabs left open. */
export const FIRST_TABS = [
  { query: FIRST_QUERY },
  { query: SEVERAL_OPERATIONS, variables: JSON.stringify({ asOf: "2023-12-31" }, null, 2) },
];
