"""The picture of a tree."""

from __future__ import annotations

from xml.etree import ElementTree

from followup.documents.trees import Node, Tree, drawn

SVG = "{http://www.w3.org/2000/svg}"


def test_every_name_stands_in_the_picture_whole_and_as_text_only() -> None:
    leaf = Node(name="Region <Jämtland> Härjedalen & a name that goes on for longer than one line", is_hollow=True)
    root = Node(name="Plant 4", note="Malaysia", below=(Node(name="Supplier", note="1 of 2", below=(leaf,)),))
    tree = ElementTree.fromstring(str(drawn(Tree(id="t", title="A tree", summary="One leaf.", root=root))))
    texts = [element.text or "" for element in tree.iter(f"{SVG}text")]
    assert " ".join(texts) == f"Plant 4 Malaysia Supplier 1 of 2 {leaf.name}"
    assert max(len(text) for text in texts) <= 32


def test_each_row_stands_below_the_one_before_and_inside_the_picture() -> None:
    below = tuple(Node(name=f"Supplier {n}", below=(Node(name="One"), Node(name="Two", note="x"))) for n in range(3))
    tree = ElementTree.fromstring(
        str(drawn(Tree(id="t", title="A tree", summary="Six.", root=Node(name="Root", below=below))))
    )
    heights = [int(element.get("y", "0")) for element in tree.iter(f"{SVG}text")]
    assert heights == sorted(set(heights))
    assert heights[-1] < int(tree.get("height", "0"))
