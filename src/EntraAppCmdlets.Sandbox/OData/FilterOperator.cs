namespace EntraAppCmdlets.Sandbox.OData;

/// <summary>The comparisons of <c>$filter</c>.</summary>
internal enum FilterOperator
{
    Eq,
    Ne,
    Ge,
    Gt,
    Le,
    Lt,
}
